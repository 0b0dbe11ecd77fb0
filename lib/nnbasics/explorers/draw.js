// The drawing area of draw.py. Lines are drawn here, in the page, and so follow the hand at
// once. Python gets the picture, as gray values, while the line is still being drawn.

const SCREEN = 560; // pixels of the canvas, on a square of 280: sharp on sharp screens
const EVERY = 40; // ms between two pictures that are sent

function render({ model, el }) {
  const side = model.get("side"); // pixels of the picture that is sent
  const canvas = element("canvas", { width: SCREEN, height: SCREEN });
  canvas.className = "nnb-draw";
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", model.get("label"));
  const button = element("button", { textContent: "Clear" });
  button.className = "jupyter-widgets jupyter-button widget-button nnb-clear";
  el.append(canvas, button);

  const pen = canvas.getContext("2d");
  const small = element("canvas", { width: side, height: side });
  const reader = small.getContext("2d", { willReadFrequently: true });
  let last = null; // where the pen is, while it is down
  let given = true; // whether the picture came from Python: the first line replaces it
  let timer = null;

  const clear = () => {
    pen.fillStyle = "black";
    pen.fillRect(0, 0, SCREEN, SCREEN);
  };

  const paint = (ink) => {
    clear();
    given = true;
    if (!ink?.byteLength) return;
    const grays = new Uint8Array(ink.buffer, ink.byteOffset, ink.byteLength);
    const picture = reader.createImageData(side, side);
    grays.forEach((gray, i) => picture.data.set([gray, gray, gray, 255], 4 * i));
    reader.putImageData(picture, 0, 0);
    pen.imageSmoothingEnabled = false;
    pen.drawImage(small, 0, 0, SCREEN, SCREEN);
  };

  const send = () => {
    timer = null;
    reader.imageSmoothingQuality = "high";
    reader.drawImage(canvas, 0, 0, side, side);
    const colors = reader.getImageData(0, 0, side, side).data;
    const grays = Uint8Array.from({ length: side * side }, (_, i) => colors[4 * i]);
    model.set("value", new DataView(grays.buffer));
    model.save_changes();
  };

  button.addEventListener("click", () => {
    clear();
    given = false;
    clearTimeout(timer);
    send();
  });

  const line = (event) => {
    const box = canvas.getBoundingClientRect();
    const to = [event.clientX - box.left, event.clientY - box.top].map(
      (pixels) => (pixels / box.width) * SCREEN,
    );
    pen.strokeStyle = "white";
    pen.lineWidth = (model.get("pen") / side) * SCREEN;
    pen.lineCap = pen.lineJoin = "round";
    pen.beginPath();
    pen.moveTo(...(last ?? to));
    pen.lineTo(to[0], to[1] + 0.1); // a line of no length would not be drawn: no dots
    pen.stroke();
    last = to;
    timer ??= setTimeout(send, EVERY);
  };

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId); // lines go on outside, and end where they end
    if (given) clear();
    given = false;
    line(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last) return;
    const parts = event.getCoalescedEvents?.() ?? [];
    for (const part of parts.length ? parts : [event]) line(part);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, () => (last = null));
  }
  const hear = (message, buffers) => paint(buffers[0]);
  model.on("msg:custom", hear);
  paint(model.get("value"));
  return () => {
    clearTimeout(timer);
    model.off("msg:custom", hear);
  };
}

function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}

export default { render };
