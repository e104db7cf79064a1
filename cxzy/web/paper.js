// On paper the page is narrower: the stylesheet scales figures by the width of what they stood
// in on the screen, which is their whole row where columns stand side by side.

const FIGURES = ".stElementContainer:has(.stPlotlyChart)";
const NARROWEST = 0.41; // the share of the smallest column of a row

function roomOf(figure) {
  const column = figure.closest("[data-testid=stColumn]");
  if (!column) return figure.clientWidth;
  const row = [...column.parentElement.children].map((one) => one.clientWidth);
  const stacked = Math.max(...row) > 0.9 * column.parentElement.clientWidth;
  return stacked ? figure.clientWidth / NARROWEST : row.reduce((sum, width) => sum + width, 0);
}

function measureForPaper() {
  for (const figure of document.querySelectorAll(FIGURES))
    figure.style.setProperty("--cx-wide", Math.max(1, roomOf(figure)));
}

function printWell() {
  if (window.cxzyMeasure) window.removeEventListener("beforeprint", window.cxzyMeasure);
  window.cxzyMeasure = measureForPaper;
  window.addEventListener("beforeprint", measureForPaper);
}
