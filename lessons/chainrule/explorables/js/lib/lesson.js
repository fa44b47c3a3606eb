// The notebook in which a figure or a question stands is one of the course's: css/base.css keeps its
// lines of text short.
function markLesson(root) {
  queueMicrotask(() => root.closest('.jp-Notebook')?.classList.add('crx-course'));
}

export { markLesson };
