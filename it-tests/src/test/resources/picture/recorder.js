// Notes what is drawn on each canvas, because a canvas itself knows pixels only. Runs before the page's own scripts.
(() => {
  const Plain = Path2D;
  window.Path2D = class extends Plain {
    constructor(from) {
      super(from);
      this.steps = from?.steps ? [...from.steps] : [];
    }
  };
  const steps = {
    moveTo: (x, y) => ['M', x, y],
    lineTo: (x, y) => ['L', x, y],
    bezierCurveTo: (...at) => ['C', ...at],
    rect: (x, y, width, height) => ['R', x, y, width, height],
    arc: (x, y, radius) => ['O', x, y, radius],
    closePath: () => ['Z'],
  };
  const pen = CanvasRenderingContext2D.prototype;
  const record = (target, name, note) => {
    const original = target[name];
    target[name] = function (...given) {
      note.call(this, ...given);
      return original.apply(this, given);
    };
  };
  for (const [name, step] of Object.entries(steps)) {
    record(Plain.prototype, name, function (...given) {
      this.steps?.push(step(...given));
    });
    record(pen, name, function (...given) {
      (this.steps ??= []).push(step(...given));
    });
  }
  record(Plain.prototype, 'addPath', function (other) {
    this.steps?.push(...(other.steps ?? []));
  });
  record(pen, 'beginPath', function () {
    this.steps = [];
  });
  record(pen, 'save', function () {
    (this.outer ??= []).push(this.clips ?? []);
  });
  record(pen, 'restore', function () {
    this.clips = this.outer?.pop() ?? [];
  });
  record(pen, 'clip', function (path) {
    const shape = path instanceof Plain ? path.steps : this.steps;
    this.clips = [...(this.clips ?? []), { steps: [...shape], shift: shift(this) }];
  });
  record(pen, 'clearRect', function () {
    this.canvas.drawn = [];
  });
  const shift = (context) => {
    const { e, f } = context.getTransform();
    return [e, f];
  };
  const note = (context, kind, more) => {
    (context.canvas.drawn ??= []).push({
      kind,
      fill: context.fillStyle,
      stroke: context.strokeStyle,
      width: context.lineWidth,
      dash: context.getLineDash(),
      font: context.font,
      align: context.textAlign,
      baseline: context.textBaseline,
      clips: context.clips ?? [],
      shift: shift(context),
      ...more,
    });
  };
  for (const kind of ['stroke', 'fill']) {
    record(pen, kind, function (path) {
      note(this, kind, { steps: [...(path instanceof Plain ? path.steps : (this.steps ?? []))] });
    });
  }
  record(pen, 'fillText', function (text, x, y) {
    note(this, 'text', { text, x, y });
  });
})();
