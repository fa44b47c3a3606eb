// What to press once a question is answered, where that is known.

// In JupyterLab and Notebook 7, whoever answers has selected the question's own cell: the first
// Shift+Enter runs it once more, the second runs the next one. Elsewhere nothing is said.
function wayOn(root) {
  return root.closest('.jp-NotebookPanel') ? 'Next: press Shift+Enter twice.' : '';
}

export { wayOn };
