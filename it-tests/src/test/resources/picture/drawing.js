() => {
  // Draws what the page shows as one SVG: boxes, lines, letters and charts, with the look that the browser computed.
  const BARE = new Set(['none', 'rgba(0, 0, 0, 0)', 'transparent']);
  const SHAPE_STYLE = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linejoin', 'stroke-linecap', 'opacity'];
  const USUAL = { 'stroke-width': '1px', 'stroke-dasharray': 'none', 'stroke-linejoin': 'miter', 'stroke-linecap': 'butt', opacity: '1', stroke: 'none' };
  const SYSTEM = 'ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif';
  const MONO = 'ui-monospace,"SF Mono",Consolas,monospace';
  const out = [];
  const classes = new Map();
  const clips = new Map();
  const patterns = new Set();
  const pen = document.createElement('canvas').getContext('2d');

  const round = (value) => String(Math.round(value * 10) / 10);
  const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  const quote = (text) => escape(text).replace(/"/g, '&quot;');

  function hex(color) {
    const [r, g, b, a = 1] = (color.match(/[\d.]+/g) ?? []).map(Number);
    if (!color.startsWith('rgb')) {
      return color;
    }
    const name = '#' + [r, g, b].map((part) => part.toString(16).padStart(2, '0')).join('');
    return a === 1 ? name : name + Math.round(a * 255).toString(16).padStart(2, '0');
  }

  /** A look that several elements share is written once. */
  function styled(look) {
    const known = classes.get(look) ?? `s${classes.size.toString(36)}`;
    classes.set(look, known);
    return ` class="${known}"`;
  }

  function letters(text, x, baseline, width, look) {
    const fitted = text.length > 3 ? ` textLength="${round(width)}" lengthAdjust="spacingAndGlyphs"` : '';
    out.push(`<text x="${round(x)}" y="${round(baseline)}"${fitted}${styled(look)}>${escape(text)}</text>`);
  }

  function fontOf(style) {
    const family = /mono/i.test(style.fontFamily) ? MONO : SYSTEM;
    const weight = style.fontWeight === '400' ? '' : `${style.fontWeight} `;
    const figures = style.fontVariantNumeric === 'tabular-nums' ? ';font-variant-numeric:tabular-nums' : '';
    return `font:${weight}${round(parseFloat(style.fontSize))}px ${family}${figures}`;
  }

  /** The pieces of a text that stand on one line each. */
  function pieces(node) {
    const range = document.createRange();
    const found = [];
    for (let at = 0; at < node.data.length; at++) {
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const box = range.getClientRects()[0];
      if (!box || box.width === 0) {
        continue;
      }
      const last = found[found.length - 1];
      if (last && Math.abs(last.top - box.top) < 2) {
        last.text += node.data[at];
        last.right = box.right;
      } else {
        found.push({ text: node.data[at], left: box.left, right: box.right, top: box.top, height: box.height });
      }
    }
    return found;
  }

  /** What an element with hidden overflow leaves of a piece. */
  function visible(piece, node) {
    let edge = Infinity;
    let ellipsis = false;
    for (let at = node.parentElement; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      const box = at.getBoundingClientRect();
      if (style.overflowX !== 'visible' && box.right < piece.right - 0.5) {
        edge = Math.min(edge, box.right - parseFloat(style.paddingRight));
        ellipsis ||= style.textOverflow === 'ellipsis';
      }
      if (style.overflowY !== 'visible' && box.bottom < piece.top + piece.height / 2) {
        return null;
      }
    }
    if (edge === Infinity) {
      return piece;
    }
    const each = (piece.right - piece.left) / piece.text.length;
    const count = Math.floor((edge - piece.left) / each) - (ellipsis ? 1 : 0);
    const text = count > 0 ? piece.text.slice(0, count).trimEnd() : '';
    return text ? { ...piece, text: ellipsis ? `${text}…` : text, right: piece.left + each * (text.length + (ellipsis ? 1 : 0)) } : null;
  }

  function text(node) {
    const style = getComputedStyle(node.parentElement);
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const { fontBoundingBoxAscent: up, fontBoundingBoxDescent: down } = pen.measureText('x');
    for (const whole of pieces(node)) {
      const piece = visible(whole, node);
      if (piece && piece.text.trim()) {
        const upper = style.textTransform === 'uppercase';
        const baseline = piece.top + (piece.height * up) / (up + down);
        underline(node, piece, baseline);
        letters(upper ? piece.text.toUpperCase() : piece.text, piece.left, baseline, piece.right - piece.left, `${fontOf(style)};fill:${hex(style.color)}`);
      }
    }
  }

  function underline(node, piece, baseline) {
    const style = getComputedStyle(node.parentElement.closest('a') ?? node.parentElement);
    if (style.textDecorationLine === 'underline') {
      out.push(`<rect x="${round(piece.left)}" y="${round(baseline + 3.5)}" width="${round(piece.right - piece.left)}" height="1"${styled(`fill:${hex(style.textDecorationColor)}`)}/>`);
    }
  }

  /** What stands for "not applicable". */
  function hatching(style) {
    const [, color] = style.backgroundImage.match(/^repeating-linear-gradient\(135deg, (rgb\([^)]*\))/) ?? [];
    if (color) {
      patterns.add(`<pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="4" height="8" fill="${hex(color)}"/></pattern>`);
    }
    return color ? 'url(#hatch)' : null;
  }

  function box(style, { left, top, width, height }) {
    const side = (name) => ({
      width: style[`border${name}Style`] === 'none' ? 0 : parseFloat(style[`border${name}Width`]),
      color: style[`border${name}Color`],
      dashed: style[`border${name}Style`] === 'dashed',
    });
    const [up, right, down, before] = ['Top', 'Right', 'Bottom', 'Left'].map(side);
    const framed = [right, down, before].every((other) => other.width === up.width && other.color === up.color) && up.width > 0 && !BARE.has(up.color);
    const fill = hatching(style) ?? (BARE.has(style.backgroundColor) ? null : hex(style.backgroundColor));
    const ring = style.boxShadow.match(/^(rgba?\([^)]*\)) 0px 0px 0px 1px$/);
    const radius = parseFloat(style.borderTopLeftRadius);
    if (fill || framed || ring) {
      const line = framed ? up.width : 0;
      const edge = framed ? `;stroke:${hex(up.color)}${line === 1 ? '' : `;stroke-width:${line}`}${up.dashed ? ';stroke-dasharray:3' : ''}` : ring ? `;stroke:${hex(ring[1])}` : '';
      const look = `fill:${fill ?? 'none'}${edge}`;
      const rounded = radius > 0 ? ` rx="${round(Math.min(radius, height / 2))}"` : '';
      out.push(`<rect x="${round(left + line / 2)}" y="${round(top + line / 2)}" width="${round(width - line)}" height="${round(height - line)}"${rounded}${styled(look)}/>`);
    }
    if (!framed) {
      const bar = (x, y, w, h, edge) => edge.width > 0 && !BARE.has(edge.color) && out.push(`<rect x="${round(x)}" y="${round(y)}" width="${round(w)}" height="${round(h)}"${styled(`fill:${hex(edge.color)}`)}/>`);
      bar(left, top, width, up.width, up);
      bar(left + width - right.width, top, right.width, height, right);
      bar(left, top + height - down.width, width, down.width, down);
      bar(left, top, before.width, height, before);
    }
  }

  /** What a style sheet puts before an element: a bar, or words. */
  function before(element, frame) {
    const style = getComputedStyle(element, '::before');
    if (style.content === '""' && style.position === 'absolute') {
      box(style, { left: frame.left + parseFloat(style.left), top: frame.top + parseFloat(style.top), width: parseFloat(style.width), height: parseFloat(style.height) });
    }
  }

  function shapes(element) {
    for (const shape of element.querySelectorAll('path, rect, line, circle, polyline')) {
      const style = getComputedStyle(shape);
      const { a, b, c, d, e, f } = shape.getScreenCTM();
      const look = SHAPE_STYLE.filter((name) => style.getPropertyValue(name) !== USUAL[name]).map((name) => {
        const value = style.getPropertyValue(name);
        return `${name}:${name === 'fill' || name === 'stroke' ? hex(value) : value.replace(/px/g, '')}`;
      });
      if (style.vectorEffect === 'non-scaling-stroke') {
        look.push('vector-effect:non-scaling-stroke');
      }
      const where = ['d', 'points', 'x', 'y', 'x1', 'y1', 'x2', 'y2', 'cx', 'cy', 'r', 'rx', 'width', 'height']
        .filter((name) => shape.hasAttribute(name))
        .map((name) => ` ${name}="${quote(shape.getAttribute(name))}"`)
        .join('');
      const scale = (value) => String(Math.round(value * 1000) / 1000);
      out.push(`<${shape.localName}${where} transform="matrix(${[a, b, c, d].map(scale).join(' ')} ${round(e)} ${round(f)})"${styled(look.join(';'))}/>`);
    }
  }

  function trail(steps, [dx, dy]) {
    const at = (x, y) => `${round(x + dx)} ${round(y + dy)}`;
    let last = '';
    return steps
      .map(([kind, x, y, ...rest]) => {
        switch (kind) {
          case 'Z':
            return 'Z';
          case 'R':
            return `M${at(x, y)}h${round(rest[0])}v${round(rest[1])}h${round(-rest[0])}Z`;
          case 'O':
            return `M${at(x - rest[0], y)}a${rest[0]} ${rest[0]} 0 1 0 ${2 * rest[0]} 0a${rest[0]} ${rest[0]} 0 1 0 ${-2 * rest[0]} 0Z`;
          case 'C':
            return `C${at(x, y)} ${at(rest[0], rest[1])} ${at(rest[2], rest[3])}`;
          default: {
            const point = (last ? kind : 'M') + at(x, y);
            const same = point.slice(1) === last.slice(1);
            last = point;
            return same ? '' : point;
          }
        }
      })
      .join('');
  }

  function clipped(one, drawing, corner) {
    return one.clips.reduceRight((inner, clip) => {
      const shape = trail(clip.steps, [clip.shift[0] + corner[0], clip.shift[1] + corner[1]]);
      const id = clips.get(shape) ?? `c${clips.size}`;
      clips.set(shape, id);
      return `<g clip-path="url(#${id})">${inner}</g>`;
    }, drawing);
  }

  function canvas(element) {
    const { left, top } = element.getBoundingClientRect();
    const ratio = element.clientWidth / element.width;
    if (ratio !== 1) {
      throw new Error('the picture is drawn at one dot for each pixel');
    }
    for (const one of element.drawn ?? []) {
      const corner = [left + one.shift[0], top + one.shift[1]];
      if (one.kind === 'text') {
        pen.font = one.font;
        const measured = pen.measureText(one.text);
        const width = measured.width;
        const x = corner[0] + one.x - (one.align === 'center' ? width / 2 : one.align === 'right' || one.align === 'end' ? width : 0);
        const { fontBoundingBoxAscent: up, fontBoundingBoxDescent: down } = measured;
        const y = corner[1] + one.y + (one.baseline === 'middle' ? (up - down) / 2 : one.baseline === 'top' ? up : one.baseline === 'bottom' ? -down : 0);
        const [, weight, size] = one.font.match(/(?:(\d{3}) )?([\d.]+)px/);
        if (one.text) {
          letters(one.text, x, y, width, `font:${weight ? `${weight} ` : ''}${size}px ${SYSTEM};fill:${hex(one.fill)}`);
        }
        continue;
      }
      const d = trail(one.steps, corner);
      const paint = one.kind === 'stroke' ? one.stroke : one.fill;
      if (!d || BARE.has(paint) || /#[0-9a-f]{6}00$/.test(paint) || paint === 'rgba(0, 0, 0, 0)') {
        continue;
      }
      const line = `fill:none;stroke:${hex(paint)};stroke-width:${round(one.width)}${one.dash.length ? `;stroke-dasharray:${one.dash.join(' ')}` : ''};stroke-linejoin:round`;
      out.push(clipped(one, `<path d="${d}"${styled(one.kind === 'stroke' ? line : `fill:${hex(paint)}`)}/>`, [left, top]));
    }
  }

  /** Inlines a drawing that the page shows as an image. */
  function image(element) {
    const request = new XMLHttpRequest();
    request.open('GET', element.src, false);
    request.send();
    const { left, top, width, height } = element.getBoundingClientRect();
    const [, view, inner] = request.responseText.match(/^<svg[^>]*viewBox="([^"]*)"[^>]*>(.*)<\/svg>\s*$/s);
    out.push(`<svg x="${round(left)}" y="${round(top)}" width="${round(width)}" height="${round(height)}" viewBox="${view}">${inner.trim()}</svg>`);
  }

  function walk(node) {
    if (node.nodeType === Node.TEXT_NODE) {
      text(node);
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) {
      return;
    }
    const style = getComputedStyle(node);
    const frame = node.getBoundingClientRect();
    if (!node.checkVisibility({ visibilityProperty: true }) || style.opacity === '0' || (style.clipPath !== 'none' && frame.width <= 1) || node.matches('.skip, template, script, dialog:not([open])')) {
      return;
    }
    const veiled = style.opacity !== '1';
    if (veiled) {
      out.push(`<g opacity="${style.opacity}">`);
    }
    if (node.localName === 'svg') {
      shapes(node);
    } else if (node.localName === 'canvas') {
      canvas(node);
    } else if (node.localName === 'img') {
      image(node);
    } else if (style.display !== 'contents') {
      box(style, frame);
      before(node, frame);
      node.childNodes.forEach(walk);
    } else {
      node.childNodes.forEach(walk);
    }
    if (veiled) {
      out.push('</g>');
    }
  }

  /** The parts that stay when figures change, by their names. */
  function parts() {
    const names = [...document.querySelectorAll('nav a, header .off, header .range span, .tile h3, main h3, main thead th')]
      .filter((element) => !element.closest('.checklist, nav.menu, .time') || element.matches('h3:not(.checklist h3)'))
      .map((element) => [...element.childNodes].filter((child) => !(child instanceof Element && child.matches('.delta, .badge, .sr'))).filter((child) => child.nodeType !== Node.COMMENT_NODE).map((child) => child.textContent).join('') || element.getAttribute('aria-label') || '')
      .map((name) => name.replace(/\s+/g, ' ').trim())
      .filter(Boolean);
    return names.join(' · ');
  }

  const { scrollWidth: width, scrollHeight: height } = document.documentElement;
  const page = hex(getComputedStyle(document.body).backgroundColor);
  walk(document.getElementById('app'));
  const rules = [...classes].map(([look, name]) => `.${name}{${look}}`).join('\n');
  const masks = [...clips].map(([shape, id]) => `<clipPath id="${id}"><path d="${shape}"/></clipPath>`).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title parts">
<title id="title">The dashboard's overview</title>
<desc id="parts">${escape(parts())}</desc>
<style>
text{white-space:pre}
${rules}
</style>
<defs>${masks}${[...patterns].join('')}</defs>
<rect width="${width}" height="${height}" fill="${page}"/>
${out.join('\n')}
</svg>
`;
}
