// The handwritten digits as rows for a network: decoded, split, and scaled with the training rows
// alone. No DOM.
//
// `pixels`: one character a square, '0' to '9' and 'a' to 'g' for 0 to 16 of ink, 64 a digit;
// `labels`: one character a digit. Every fifth row is kept for testing, as in the lessons.
const WIDTH = 64;
const CLASSES = 10;
const KEPT = 5;

function digitRows(pixels, labels) {
  const all = Array.from(labels, (_, row) => row);
  const training = all.filter((row) => row % KEPT !== 0);
  const ink = Float64Array.from({ length: pixels.length }, (_, at) => inkOf(pixels.charCodeAt(at)));
  const scales = Array.from({ length: WIDTH }, (_, column) => columnScale(ink, training, column));
  const table = (rows) => tableOf(rows, ink, labels, scales);
  return { training: table(training), test: table(all.filter((row) => row % KEPT === 0)) };
}

const inkOf = (code) => (code < 58 ? code - 48 : code - 87); // '0' is 48, 'a' is 97

// The mean and the spread of one square over the training rows.
function columnScale(ink, rows, column) {
  const mean = rows.reduce((sum, row) => sum + ink[row * WIDTH + column], 0) / rows.length;
  const square = rows.reduce((sum, row) => sum + (ink[row * WIDTH + column] - mean) ** 2, 0) / rows.length;
  return { mean, spread: Math.sqrt(square) };
}

// A square that never varies says nothing, and is 0.
function tableOf(rows, ink, labels, scales) {
  const X = new Float64Array(rows.length * WIDTH);
  const Y = new Float64Array(rows.length * CLASSES);
  rows.forEach((row, n) => {
    for (let column = 0; column < WIDTH; column += 1) {
      const { mean, spread } = scales[column];
      X[n * WIDTH + column] = spread > 0 ? (ink[row * WIDTH + column] - mean) / spread : 0;
    }
    Y[n * CLASSES + Number(labels[row])] = 1;
  });
  return { X, Y, rows: rows.length, width: WIDTH, outputs: CLASSES };
}

export { CLASSES, WIDTH, digitRows };
