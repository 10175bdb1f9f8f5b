// Runs in a worker, after umap-js: places points by UMAP from their neighbours. Answers with the share done, then with the places.
onmessage = ({ data: { near, each, rows, x, y } }) => {
  const indices = [], distances = [];
  for (let point = 0; point < x.length; point++) {
    indices.push([point]);
    distances.push([0]);
    for (let at = 2 * each * point; at < 2 * each * (point + 1); at += 2) {
      indices[point].push(near[at]);
      distances[point].push(near[at + 1]);
    }
  }

  // Mulberry32: the same numbers, and so the same picture, each time.
  let state = 1;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };

  const umap = new UMAP.UMAP({ nNeighbors: each + 1, random });
  umap.setPrecomputedKNN(indices, distances);
  const epochs = umap.initializeFit(indices); // With neighbours given, only the number of points counts.

  // From the plane of the principal components instead of at random: groups that are far apart stay so.
  const places = umap.getEmbedding();
  const middle = list => (Math.max(...list) + Math.min(...list)) / 2, size = Math.max(1, ...x, ...y);
  const [left, top] = [middle(x), middle(y)];
  places.forEach((place, i) => { place[0] = 20 * (x[i] - left) / size; place[1] = 20 * (y[i] - top) / size; });
  for (let epoch = 1; epoch <= epochs; epoch++) {
    umap.step();
    if (epoch % 5 === 0) postMessage({ done: epoch / epochs });
  }
  postMessage({ places });
};
