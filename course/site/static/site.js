// What is wider than the page can be moved with the arrow keys, so it has to take the focus.
// What fits must not: it would only be one more stop on the way through the page.
const wide = "pre, .table-wrapper, div.math, span.math";

function stops() {
  for (const each of document.querySelectorAll(wide)) {
    if (each.scrollWidth > each.clientWidth && getComputedStyle(each).overflowX !== "visible") {
      each.tabIndex = 0;
    } else {
      each.removeAttribute("tabindex");
    }
  }
}

new ResizeObserver(stops).observe(document.documentElement);
document.addEventListener("toggle", stops, true); // what was folded had no width

// The search reads the pages it found, to show a line of each. From a file it may not.
if (location.protocol === "file:") {
  DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
}
