BEGIN TRANSACTION;
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL);
INSERT INTO "alembic_version" VALUES('e43177bfe90b');
CREATE TABLE assignment (
	id VARCHAR(32) NOT NULL, 
	name VARCHAR(128) NOT NULL, 
	duedate DATETIME, 
	course_id VARCHAR(128) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (name), 
	FOREIGN KEY(course_id) REFERENCES course (id)
);
INSERT INTO "assignment" VALUES('03ede451102949378d1d0fc9ff6495ad','01_chain_rule',NULL,'chain_rule');
CREATE TABLE base_cell (
	id VARCHAR(32) NOT NULL, 
	name VARCHAR(128) NOT NULL, 
	notebook_id VARCHAR(32) NOT NULL, 
	type VARCHAR(50), 
	PRIMARY KEY (id), 
	UNIQUE (name, notebook_id, type), 
	FOREIGN KEY(notebook_id) REFERENCES notebook (id)
);
INSERT INTO "base_cell" VALUES('1aa9624c2bcc4b669a6c651c473870b9','slope','e042dd5e14ff4428abf51a45b65700a0','GradeCell');
INSERT INTO "base_cell" VALUES('b64a6e60732e4d02beb428a1e63feb7f','d_power','e042dd5e14ff4428abf51a45b65700a0','GradeCell');
INSERT INTO "base_cell" VALUES('a9f1ec40f6574e1484c0206bda9ba9f9','slope-answer','e042dd5e14ff4428abf51a45b65700a0','SolutionCell');
INSERT INTO "base_cell" VALUES('b271897951b54f0196155ff52d94ddcd','d_power-answer','e042dd5e14ff4428abf51a45b65700a0','SolutionCell');
CREATE TABLE comment (
	id VARCHAR(32) NOT NULL, 
	notebook_id VARCHAR(32), 
	cell_id VARCHAR(32), 
	auto_comment TEXT, 
	manual_comment TEXT, 
	PRIMARY KEY (id), 
	UNIQUE (cell_id, notebook_id), 
	FOREIGN KEY(notebook_id) REFERENCES submitted_notebook (id), 
	FOREIGN KEY(cell_id) REFERENCES base_cell (id)
);
INSERT INTO "comment" VALUES('3b22016bfd834412a520d12383af67a4','1c6f2728b48340888299f7c279bc89c5','a9f1ec40f6574e1484c0206bda9ba9f9',NULL,NULL);
INSERT INTO "comment" VALUES('2902209ce8964e03a17e523bdf0e41d7','1c6f2728b48340888299f7c279bc89c5','b271897951b54f0196155ff52d94ddcd',NULL,'Well put.');
INSERT INTO "comment" VALUES('4a08d6af02e94eed935d981c7f53e6dc','e59df020f2124859a8f94ca2762f04b5','a9f1ec40f6574e1484c0206bda9ba9f9',NULL,NULL);
INSERT INTO "comment" VALUES('7943e1dc4b124848add80d89365e0973','e59df020f2124859a8f94ca2762f04b5','b271897951b54f0196155ff52d94ddcd',NULL,NULL);
INSERT INTO "comment" VALUES('afbf194545ce4a8eadde77df2e283eb8','bff3a46ea897473fb3edb4f0d4177fa4','a9f1ec40f6574e1484c0206bda9ba9f9','No response.',NULL);
INSERT INTO "comment" VALUES('313e464a3649430ab320a826f844a426','bff3a46ea897473fb3edb4f0d4177fa4','b271897951b54f0196155ff52d94ddcd','No response.',NULL);
INSERT INTO "comment" VALUES('8f3448721aca453faa2ee8070ea1ac86','20110c5bc71743d2b6e2a708cab88da2','a9f1ec40f6574e1484c0206bda9ba9f9',NULL,NULL);
INSERT INTO "comment" VALUES('4a67761eb84546a1ab7c61c47ad02d87','20110c5bc71743d2b6e2a708cab88da2','b271897951b54f0196155ff52d94ddcd',NULL,NULL);
CREATE TABLE course (
	id VARCHAR(128) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (id)
);
INSERT INTO "course" VALUES('chain_rule');
INSERT INTO "course" VALUES('default_course');
CREATE TABLE grade (
	id VARCHAR(32) NOT NULL, 
	notebook_id VARCHAR(32), 
	cell_id VARCHAR(32), 
	auto_score FLOAT, 
	manual_score FLOAT, 
	extra_credit FLOAT, 
	needs_manual_grade BOOLEAN NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (cell_id, notebook_id), 
	FOREIGN KEY(notebook_id) REFERENCES submitted_notebook (id), 
	FOREIGN KEY(cell_id) REFERENCES base_cell (id)
);
INSERT INTO "grade" VALUES('7926afb3c53149f491d9da28a70e6223','1c6f2728b48340888299f7c279bc89c5','1aa9624c2bcc4b669a6c651c473870b9',2.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('2a6dd523855e4cf7a3f85eb8fc5a0c85','1c6f2728b48340888299f7c279bc89c5','b64a6e60732e4d02beb428a1e63feb7f',2.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('79db2da0e83342f2946e76e8113abc99','e59df020f2124859a8f94ca2762f04b5','1aa9624c2bcc4b669a6c651c473870b9',0.0,1.5,NULL,0);
INSERT INTO "grade" VALUES('6ce7ccb314064358bdfdc3a4f017a7dd','e59df020f2124859a8f94ca2762f04b5','b64a6e60732e4d02beb428a1e63feb7f',2.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('7262160664524e66ac8231e4aff96185','bff3a46ea897473fb3edb4f0d4177fa4','1aa9624c2bcc4b669a6c651c473870b9',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('57280d233188454da84fe969d4354dbd','bff3a46ea897473fb3edb4f0d4177fa4','b64a6e60732e4d02beb428a1e63feb7f',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('7b7f9eb3d3194bb9afbe821e72d03ed2','20110c5bc71743d2b6e2a708cab88da2','1aa9624c2bcc4b669a6c651c473870b9',2.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('97537b14ede1441b82efbf6492b66ae8','20110c5bc71743d2b6e2a708cab88da2','b64a6e60732e4d02beb428a1e63feb7f',0.0,NULL,NULL,0);
CREATE TABLE grade_cells (
	id VARCHAR(32) NOT NULL, 
	max_score FLOAT NOT NULL, 
	cell_type VARCHAR(8) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(id) REFERENCES base_cell (id)
);
INSERT INTO "grade_cells" VALUES('1aa9624c2bcc4b669a6c651c473870b9',2.0,'code');
INSERT INTO "grade_cells" VALUES('b64a6e60732e4d02beb428a1e63feb7f',2.0,'code');
CREATE TABLE notebook (
	id VARCHAR(32) NOT NULL, 
	name VARCHAR(128) NOT NULL, 
	assignment_id VARCHAR(32), 
	kernelspec VARCHAR(1024), 
	PRIMARY KEY (id), 
	UNIQUE (name, assignment_id), 
	FOREIGN KEY(assignment_id) REFERENCES assignment (id)
);
INSERT INTO "notebook" VALUES('e042dd5e14ff4428abf51a45b65700a0','01_chain_rule','03ede451102949378d1d0fc9ff6495ad','{"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}');
CREATE TABLE solution_cells (
	id VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(id) REFERENCES base_cell (id)
);
INSERT INTO "solution_cells" VALUES('a9f1ec40f6574e1484c0206bda9ba9f9');
INSERT INTO "solution_cells" VALUES('b271897951b54f0196155ff52d94ddcd');
CREATE TABLE source_cell (
	id VARCHAR(32) NOT NULL, 
	name VARCHAR(128) NOT NULL, 
	cell_type VARCHAR(8) NOT NULL, 
	locked BOOLEAN NOT NULL, 
	source TEXT, 
	checksum VARCHAR(128), 
	notebook_id VARCHAR(32), 
	PRIMARY KEY (id), 
	UNIQUE (name, notebook_id), 
	FOREIGN KEY(notebook_id) REFERENCES notebook (id)
);
INSERT INTO "source_cell" VALUES('6d75633aa4224fe5bcf595db823d91d9','slope-answer','code',0,'def slope(f, x, h=1e-5):
    """Return the slope of f at x, by a central difference with step h.

    f: function that takes a float and returns a float.
    x: float, where to measure.
    h: float, the step to each side, in the unit of x.
    Returns a float: units of f(x) per unit of x.

    Example: slope(square, 3.0) gives one float, close to what
    school says.
    """
    raise NotImplementedError','c2c290ca3b3245dabb8f49a255afc749','e042dd5e14ff4428abf51a45b65700a0');
INSERT INTO "source_cell" VALUES('ce2fd1c86c8543a19c2169dd7b1d1109','slope','code',1,'check(slope)
### BEGIN HIDDEN TESTS
from autograders.grading import grade

grade(slope)
### END HIDDEN TESTS','1cf9484a8a697fcba21975d27abdb81e','e042dd5e14ff4428abf51a45b65700a0');
INSERT INTO "source_cell" VALUES('d7ca717f68f649889b61160595ab776b','d_power-answer','code',0,'def d_power(x):
    """Return the derivative of (3x + 1)⁵ at x.

    x: float. Returns a float.

    Example: d_power(0.5) gives one positive float.
    """
    raise NotImplementedError','0e59dd4ecec9399929e27d968aae0daf','e042dd5e14ff4428abf51a45b65700a0');
INSERT INTO "source_cell" VALUES('1abca14d5596455f94ccc1551f30945f','d_power','code',1,'check(d_power)
### BEGIN HIDDEN TESTS
from autograders.grading import grade

grade(d_power)
### END HIDDEN TESTS','f7772d9c2d08d8f162c12ce9c3c22d49','e042dd5e14ff4428abf51a45b65700a0');
CREATE TABLE student (
	id VARCHAR(128) NOT NULL, 
	first_name VARCHAR(128), 
	last_name VARCHAR(128), 
	email VARCHAR(128), 
	lms_user_id VARCHAR(128), 
	PRIMARY KEY (id)
);
INSERT INTO "student" VALUES('ada',NULL,NULL,NULL,NULL);
INSERT INTO "student" VALUES('ben',NULL,NULL,NULL,NULL);
INSERT INTO "student" VALUES('cyd',NULL,NULL,NULL,NULL);
INSERT INTO "student" VALUES('dora',NULL,NULL,NULL,NULL);
CREATE TABLE submitted_assignment (
	id VARCHAR(32) NOT NULL, 
	assignment_id VARCHAR(32), 
	student_id VARCHAR(128), 
	timestamp DATETIME, 
	extension DATETIME, 
	PRIMARY KEY (id), 
	UNIQUE (assignment_id, student_id), 
	FOREIGN KEY(assignment_id) REFERENCES assignment (id), 
	FOREIGN KEY(student_id) REFERENCES student (id)
);
INSERT INTO "submitted_assignment" VALUES('7e4cce2f84ee4a9ebe975bec2873ff48','03ede451102949378d1d0fc9ff6495ad','ada',NULL,NULL);
INSERT INTO "submitted_assignment" VALUES('b0e74b9920c14e9fbefd931122040b78','03ede451102949378d1d0fc9ff6495ad','ben',NULL,NULL);
INSERT INTO "submitted_assignment" VALUES('77f4b79b566f489198bdd14aa5e2aef3','03ede451102949378d1d0fc9ff6495ad','cyd',NULL,NULL);
INSERT INTO "submitted_assignment" VALUES('8841016408394e409b079dc6f99f9247','03ede451102949378d1d0fc9ff6495ad','dora',NULL,NULL);
CREATE TABLE submitted_notebook (
	id VARCHAR(32) NOT NULL, 
	assignment_id VARCHAR(32), 
	notebook_id VARCHAR(32), 
	flagged BOOLEAN, 
	late_submission_penalty FLOAT, 
	PRIMARY KEY (id), 
	UNIQUE (notebook_id, assignment_id), 
	FOREIGN KEY(assignment_id) REFERENCES submitted_assignment (id), 
	FOREIGN KEY(notebook_id) REFERENCES notebook (id)
);
INSERT INTO "submitted_notebook" VALUES('1c6f2728b48340888299f7c279bc89c5','7e4cce2f84ee4a9ebe975bec2873ff48','e042dd5e14ff4428abf51a45b65700a0',0,NULL);
INSERT INTO "submitted_notebook" VALUES('e59df020f2124859a8f94ca2762f04b5','b0e74b9920c14e9fbefd931122040b78','e042dd5e14ff4428abf51a45b65700a0',0,NULL);
INSERT INTO "submitted_notebook" VALUES('bff3a46ea897473fb3edb4f0d4177fa4','77f4b79b566f489198bdd14aa5e2aef3','e042dd5e14ff4428abf51a45b65700a0',0,NULL);
INSERT INTO "submitted_notebook" VALUES('20110c5bc71743d2b6e2a708cab88da2','8841016408394e409b079dc6f99f9247','e042dd5e14ff4428abf51a45b65700a0',0,NULL);
CREATE TABLE task_cells (
	id VARCHAR(32) NOT NULL, 
	max_score FLOAT NOT NULL, 
	cell_type VARCHAR(8) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(id) REFERENCES base_cell (id)
);
COMMIT;
