"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const tip = document.getElementById("tip");
  const panels = [...document.querySelectorAll(".method")];
  const rowAt = new Map(data.row.map((row, place) => [row, place]));

  const planes = { pca: "their two greatest principal components", umap: "UMAP" };
  let plane = "pca";

  // Kept rows, then synthetic, then removed: what a method did lies on top.
  const marksOf = index => {
    const method = data.methods[index], removed = new Set(method.removed);
    const marks = data.row.map((row, i) => ({ kind: removed.has(i) ? "removed" : "kept", c: data.class[i], place: i, row }));
    method.x.forEach((_, i) => marks.push({ kind: "made", c: method.class[i], place: rowAt.get(method.base[i]), row: method.base[i] }));
    marks.forEach((mark, point) => { mark.point = point; });
    const order = { kept: 0, made: 1, removed: 2 };
    return marks.sort((a, b) => order[a.kind] - order[b.kind]);
  };

  // Where the points of a method stand: its rows, then its synthetic points.
  const start = index => ({ x: [...data.x, ...data.methods[index].x], y: [...data.y, ...data.methods[index].y], width: data.width, height: data.height });

  // A worker places them by UMAP: the page stays quick meanwhile. Methods that make no points share one map.
  const maps = new Map();
  const umapOf = (index, progress) => {
    const { x, y } = start(index), made = x.length > data.x.length, key = made ? index : -1;
    if (!maps.has(key)) {
      const watchers = new Set(), map = { watchers }, began = performance.now();
      map.places = new Promise((resolve, reject) => {
        const code = ["umap-js", "umap"].map(id => document.getElementById(id).textContent);
        const url = URL.createObjectURL(new Blob([code.join("\n")], { type: "text/javascript" })), worker = new Worker(url);
        worker.onmessage = ({ data: { done, places } }) => {
          if (!places) return watchers.forEach(watch => watch(done));
          worker.terminate();
          resolve({ ...spread(places), seconds: (performance.now() - began) / 1000 });
        };
        worker.onerror = event => { worker.terminate(); reject(event.message ?? "it runs no workers"); };
        const bytes = text => Array.from(atob(text), c => c.charCodeAt(0));
        const near = new Uint16Array(Uint8Array.from([...bytes(data.near), ...bytes(data.methods[index].near)]).buffer);
        worker.postMessage({ near, each: data.each, x, y });
      });
      maps.set(key, map);
    }
    maps.get(key).watchers.add(progress);
    return maps.get(key).places;
  };
  const spread = places => {
    const [x, y] = [0, 1].map(axis => places.map(place => place[axis])), [left, top] = [Math.min(...x), Math.min(...y)];
    return { x: x.map(v => v - left), y: y.map(v => v - top), width: Math.max(...x) - left, height: Math.max(...y) - top };
  };

  const words = mark => {
    const name = data.classes[mark.c];
    const lines = [mark.kind === "made" ? `synthetic ${name}, from row ${mark.row}` : `${name}, row ${mark.row}${mark.kind === "removed" ? ", removed" : ""}`];
    if (mark.kind !== "made") lines.push(`${data.others[mark.place]} of its ${data.neighbours} nearest rows are of other classes`);
    if (data.text && mark.place !== undefined) lines.push((mark.kind === "made" ? "From: " : "") + data.text[mark.place]);
    return lines.join("\n");
  };

  panels.forEach((panel, index) => {
    const canvas = panel.querySelector("canvas"), context = canvas.getContext("2d");
    const boxes = [...panel.querySelectorAll("input[data-kind]")];
    const choices = [...panel.querySelectorAll(".planes input")], working = panel.querySelector(".working"), status = panel.querySelector("[role=status]");
    const at = { pca: start(index) };
    let marks = null, places = [], found = null;

    const draw = () => {
      if (panel.hidden) return;
      marks ??= marksOf(index);
      const shown = at[plane] ?? at.pca;
      const width = canvas.clientWidth, pad = 14;
      const shape = Math.min(1.1, Math.max(0.6, shown.height / Math.max(1, shown.width)));
      const height = Math.round(Math.min(width * shape, 640));
      const scale = Math.min((width - 2 * pad) / Math.max(1, shown.width), (height - 2 * pad) / Math.max(1, shown.height));
      const left = (width - shown.width * scale) / 2, top = (height - shown.height * scale) / 2;
      const ratio = window.devicePixelRatio || 1;
      canvas.style.height = height + "px";
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      const style = getComputedStyle(document.documentElement);
      const colours = Array.from({ length: data.colours }, (_, i) => style.getPropertyValue("--c" + i).trim());
      const ink = style.getPropertyValue("--ink").trim();
      const visible = new Set(boxes.filter(box => box.checked).map(box => box.dataset.kind));
      const r = marks.length > 3000 ? 2 : marks.length > 800 ? 2.6 : 3.4;
      places = [];
      for (const mark of marks) {
        if (!visible.has(mark.kind)) continue;
        const x = left + shown.x[mark.point] * scale, y = top + shown.y[mark.point] * scale;
        places.push([x, y, mark]);
        context.beginPath();
        if (mark.kind === "removed") {
          context.globalAlpha = 1;
          context.strokeStyle = colours[mark.c % colours.length];
          context.lineWidth = 1.6;
          const a = r + 1.2;
          context.moveTo(x - a, y - a); context.lineTo(x + a, y + a);
          context.moveTo(x - a, y + a); context.lineTo(x + a, y - a);
          context.stroke();
        } else if (mark.kind === "made") {
          context.globalAlpha = 0.8;
          context.strokeStyle = colours[mark.c % colours.length];
          context.lineWidth = 1;
          context.arc(x, y, r + 0.6, 0, 7);
          context.stroke();
        } else {
          context.globalAlpha = 0.55;
          context.fillStyle = colours[mark.c % colours.length];
          context.arc(x, y, r, 0, 7);
          context.fill();
        }
      }
      context.globalAlpha = 1;
      if (found) {
        context.beginPath();
        context.strokeStyle = ink;
        context.lineWidth = 2;
        context.arc(left + shown.x[found.point] * scale, top + shown.y[found.point] * scale, r + 5, 0, 7);
        context.stroke();
      }
    };

    const point = event => {
      const box = canvas.getBoundingClientRect(), x = event.clientX - box.left, y = event.clientY - box.top;
      let near = null, best = event.pointerType === "mouse" ? 14 ** 2 : 26 ** 2;
      for (const [px, py, mark] of places) {
        const distance = (px - x) ** 2 + (py - y) ** 2;
        if (distance <= best) { best = distance; near = mark; }
      }
      if (near !== found) { found = near; draw(); }
      tip.hidden = !near;
      if (!near) return;
      tip.textContent = words(near);
      tip.style.left = "0"; // Else the window's edge narrows what is measured.
      const gap = 16, width = tip.offsetWidth, height = tip.offsetHeight;
      const across = document.documentElement.clientWidth, down = document.documentElement.clientHeight;
      const right = event.clientX + gap + width <= across - 8;
      tip.style.left = Math.max(8, Math.min(right ? event.clientX + gap : event.clientX - gap - width, across - width - 8)) + "px";
      tip.style.top = Math.max(8, event.clientY + gap + height <= down - 8 ? event.clientY + gap : event.clientY - gap - height) + "px";
    };
    const leave = () => { tip.hidden = true; if (found) { found = null; draw(); } };
    canvas.addEventListener("pointermove", point);
    canvas.addEventListener("pointerdown", point);
    canvas.addEventListener("pointerleave", event => { if (event.pointerType === "mouse") leave(); });
    document.addEventListener("pointerdown", event => { if (event.target !== canvas) leave(); });
    addEventListener("scroll", leave, { passive: true });
    addEventListener("resize", leave);
    boxes.forEach(box => box.addEventListener("change", draw));
    new ResizeObserver(draw).observe(canvas.parentElement);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);

    // The plane is that of all methods: who compares two of them wants to see the same.
    const show = () => {
      choices.forEach(choice => { choice.checked = choice.value === plane; });
      const waiting = plane === "umap" && !at.umap;
      if (working) working.hidden = !waiting;
      status.textContent = plane === "umap" && at.umap ? `${at.umap.x.length.toLocaleString("en")} points, placed in ${at.umap.seconds.toFixed(1)} s.` : "";
      canvas.setAttribute("aria-label", `The rows in the plane of ${at[plane] ? planes[plane] : planes.pca}`);
      leave();
      draw();
      if (!waiting || at.asked) return;
      at.asked = true;
      umapOf(index, done => { working.querySelector("progress").value = done; }).then(
        map => { at.umap = map; show(); },
        error => { plane = "pca"; show(); at.asked = false; status.textContent = `This browser could not compute UMAP (${error}).`; });
    };
    choices.forEach(choice => choice.addEventListener("change", () => { plane = choice.value; show(); }));
    panel.show = show;
  });

  const tabs = [...document.querySelectorAll("[role=tab]")];
  const choose = chosen => {
    tabs.forEach((tab, i) => { tab.setAttribute("aria-selected", i === chosen); tab.tabIndex = i === chosen ? 0 : -1; panels[i].hidden = i !== chosen; });
    tip.hidden = true;
    panels[chosen].show();
  };
  tabs.forEach((tab, i) => {
    tab.addEventListener("click", () => choose(i));
    tab.addEventListener("keydown", event => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = (i + step + tabs.length) % tabs.length;
      choose(next);
      tabs[next].focus();
    });
  });
  if (tabs.length) choose(0);
})();
