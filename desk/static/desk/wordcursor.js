// Selecting words of the text by keyboard. With the text in focus: the arrows go from word to word
// (up and down: from sentence to sentence), with Shift they extend the selection.
(() => {
  const text = () => document.getElementById("text");
  let anchor = null; // the first word of the selection, and the one at its moving end
  let moving = null;

  const whole = (root) => {
    const range = document.createRange();
    range.selectNodeContents(root);
    const found = desk.placed(range, root);
    return found && { ...found, points: [...found.exact] };
  };

  /** Where words or sentences stand: [start, end] in code points of the text. */
  const segments = (root, granularity) => {
    const all = whole(root);
    if (!all) return [];
    const cut = new Intl.Segmenter(root.lang || undefined, { granularity });
    const found = [];
    let at = all.start;
    for (const { segment, isWordLike } of cut.segment(all.exact)) {
      const length = [...segment].length;
      const bare = [...segment.trimEnd()].length;
      if (isWordLike || (granularity === "sentence" && bare)) found.push([at, at + bare]);
      at += length;
    }
    return found;
  };

  const draw = (root, start, end) => {
    const range = desk.rangeOf(root, start, end);
    if (!range) return;
    const chosen = getSelection();
    chosen.removeAllRanges();
    chosen.addRange(range);
    const box = range.getBoundingClientRect();
    if (box.top < 0 || box.bottom > innerHeight) {
      range.startContainer.parentElement.scrollIntoView({ block: "center" });
    }
    desk.say(range.toString());
  };

  const first = (words, root) => {
    const onScreen = words.findIndex(([start, end]) => {
      const range = desk.rangeOf(root, start, end);
      return range && range.getBoundingClientRect().top >= 0;
    });
    return Math.max(0, onScreen);
  };

  /** The word that begins (or, going on to extend, ends) a sentence beside that of word `at`. */
  const bySentence = (root, words, at, by, extend) => {
    const sentences = segments(root, "sentence");
    const here = sentences.findLastIndex(([start]) => start <= words[at][0]);
    const atEnd = words[at + 1] === undefined || words[at + 1][0] >= sentences[here][1];
    if (extend && by > 0 && !atEnd) return words.findLastIndex(([, end]) => end <= sentences[here][1]);
    const next = sentences[here + by];
    if (!next) return by > 0 ? words.length - 1 : 0;
    if (extend && by > 0) return words.findLastIndex(([, end]) => end <= next[1]);
    return words.findIndex(([start]) => start >= next[0]);
  };

  document.addEventListener("keydown", (event) => {
    const root = text();
    if (event.target !== root || event.ctrlKey || event.metaKey || event.altKey) return;
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!by) return;
    const words = segments(root, "word");
    if (!words.length) return;
    event.preventDefault();
    const step = getComputedStyle(root).direction === "rtl" && !event.key.match(/Up|Down/) ? -by : by;
    const chosen = desk.selected(root);
    if (moving === null || !chosen) {
      moving = moving === null ? first(words, root) : moving;
      anchor = moving;
    } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      moving = bySentence(root, words, moving, by, event.shiftKey);
    } else {
      moving = Math.min(words.length - 1, Math.max(0, moving + step));
    }
    if (!event.shiftKey) anchor = moving;
    const [from, to] = [Math.min(anchor, moving), Math.max(anchor, moving)];
    draw(root, words[from][0], words[to][1]);
  });
  // drawn anew, the text keeps the focus that it had
  let isHeld = false;
  document.addEventListener("focusin", (event) => { isHeld = event.target === text(); });
  document.body.addEventListener("desk:redrawn", () => {
    if (isHeld && document.activeElement === document.body) text().focus({ preventScroll: true });
  });
  // a word that was chosen with the mouse is where the arrows go on
  document.addEventListener("pointerup", () => {
    const root = text();
    const chosen = root && desk.selected(root);
    if (!chosen) return;
    moving = segments(root, "word").findIndex(([, end]) => end >= chosen.end);
    anchor = moving < 0 ? null : moving;
    if (moving < 0) moving = null;
  });
})();
