// Between what a reader selects in a text and its positions: Unicode code points, `end` exclusive,
// as the server counts them. A text is drawn by the template tag `lines`: each piece says in `data-start`
// where it begins, lines are joined by one line feed each, and what is `data-not` is not the text.
//
//   desk.selected(root)         what is selected there, {start, end, exact}, without blanks around
//                               it; null where nothing is
//   desk.placed(range, root)    the same of a DOM Range
//   desk.rangeOf(root, s, e)    the DOM Range of code points s to e; null where they are not there
(() => {
  const points = (text) => {
    let count = 0;
    for (const _ of text) count += 1;
    return count;
  };

  /** The text nodes of `root` that are the text, each with where it begins. */
  function* nodes(root) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    let piece = null;
    let at = 0;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const holder = node.parentElement.closest("[data-start], [data-not]");
      if (!holder || !root.contains(holder) || "not" in holder.dataset) continue;
      if (holder !== piece) {
        piece = holder;
        at = Number(holder.dataset.start);
      }
      yield { node, start: at };
      at += points(node.data);
    }
  }

  const placed = (range, root) => {
    let first = null;
    let last = 0;
    let exact = "";
    for (const { node, start } of nodes(root)) {
      if (!range.intersectsNode(node)) {
        if (first !== null) break;
        continue;
      }
      const from = node === range.startContainer ? range.startOffset : 0;
      const to = node === range.endContainer ? range.endOffset : node.data.length;
      if (to <= from) continue;
      const begin = start + points(node.data.slice(0, from));
      if (first === null) first = begin;
      else exact += "\n".repeat(begin - last);
      exact += node.data.slice(from, to);
      last = begin + points(node.data.slice(from, to));
    }
    return first === null ? null : trimmed({ start: first, end: last, exact });
  };

  /** Without the blanks at both ends, which a double click or a quick hand adds. */
  const trimmed = ({ start, end, exact }) => {
    const bare = exact.trim();
    if (!bare) return null;
    const before = points(exact.slice(0, exact.indexOf(bare)));
    return { start: start + before, end: start + before + points(bare), exact: bare };
  };

  const selected = (root) => {
    const chosen = getSelection();
    if (!chosen.rangeCount || chosen.isCollapsed) return null;
    const range = chosen.getRangeAt(0);
    return range.intersectsNode(root) ? placed(range, root) : null;
  };

  /** How far into `text`, in UTF-16 units, its first `count` code points reach. */
  const units = (text, count) => [...text].slice(0, count).join("").length;

  const rangeOf = (root, start, end) => {
    const range = document.createRange();
    let found = false;
    for (const { node, start: at } of nodes(root)) {
      const length = points(node.data);
      if (!found && at <= start && start < at + length) {
        range.setStart(node, units(node.data, start - at));
        found = true;
      }
      if (found && at < end && end <= at + length) {
        range.setEnd(node, units(node.data, end - at));
        return range;
      }
    }
    return null;
  };

  Object.assign(window.desk, { selected, placed, rangeOf });
})();
