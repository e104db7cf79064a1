// Streamlit's own words, which it has in English only, said in Chinese on Chinese pages.
// What people wrote is never touched: names and texts stand in Markdown, HTML and options.

const WORDS = {
  System: "跟随系统", Light: "浅色", Dark: "深色", Theme: "主题", About: "关于", Print: "打印",
  "Main menu": "菜单", Sidebar: "侧栏", "App pages": "页面", "Collapse sidebar": "收起侧栏",
  "Expand sidebar": "展开侧栏", "Skip to main content": "跳到正文", Close: "关闭", Cancel: "取消",
  "No results": "没有相符的选项", "No options to select": "没有可选项",
  "Choose an option": "请选择", Open: "展开", "Clear value": "清除", "Clear all": "全部清除",
  Upload: "选择文件", "Add files": "再选文件", "Drag and drop files here": "拖到这里",
  "Drag and drop a file here": "拖到这里", Increment: "增加", Decrement: "减少",
  Pagination: "翻页", "Previous page": "上一页", "Next page": "下一页",
  "Previous Page": "上一页", "Next Page": "下一页",
  "Choose date": "选择日期", "Clear date": "清除日期", "Copy to clipboard": "复制",
  "Copy as Markdown": "复制", Copied: "已复制", Copy: "复制", "Add row": "添加一行",
  "Delete row(s)": "删除所选行", Search: "查找", Fullscreen: "全屏",
  "Close fullscreen": "退出全屏", "Show/hide columns": "显示或隐藏列", "View fullscreen": "全屏",
  "Clear selection": "取消选择", "Select all": "全选", Connecting: "正在连接",
  "Connection error": "连接中断", "Page not found": "没有这个页面", "Running...": "正在处理……",
  "The page that you have requested does not seem to exist. Running the app's main page.":
    "您打开的页面不存在，已转到首页。",
  "Failed to generate file for download": "文件未能生成",
  yyyy: "年", mm: "月", dd: "日", Stop: "停止", "Error:": "未上传：", "Show help": "说明", Help: "说明",
};
const PATTERNS = [
  [/^Press (?:⌘|Ctrl)\+Enter to (?:apply|submit form)$/, () => "按 Ctrl+Enter 确认"],
  [/^Press Enter to (?:apply|submit form)$/, () => "按回车确认"],
  [/^Made with Streamlit (.+)$/, (found) => `基于 Streamlit ${found[1]}`],
  [/^Remove (.+)$/, (found) => `移除 ${found[1]}`],
  [/^Cancel upload of (.+)$/, (found) => `取消上传 ${found[1]}`],
  [/^(?:Limit )?(\d+ ?[KMG]B) per file.*$/, (found) => `每个不超过 ${found[1]}`],
  [/^Selected Date: (.+)$/, (found) => `已选 ${new Date(found[1]).toLocaleDateString("zh-CN")}`],
  [/^Page (\d+)$/, (found) => `第 ${found[1]} 页`],
  [/^Go to page (\d+)$/, (found) => `第 ${found[1]} 页`],
  [/^(.+) exceeds the maximum file size of (.+)$/, () => "文件太大"],
  [/^File must be (\S+) or smaller\.$/, (found) => `文件太大，每个不超过 ${found[1]}。`],
  [/^.+ files are not allowed\.$/, () => "这里不收这种文件。"],
];
const OURS = "[data-testid=stFileUploaderDropzone]"; // its button's word is in Markdown
const BACK = Object.fromEntries(Object.entries(WORDS).map(([english, chinese]) => [chinese, english]));
const SPOKEN = ["aria-label", "placeholder", "title"];
const WRITTEN = "[data-testid=stMarkdownContainer], [data-testid=stHtml], pre, code, textarea";
let chinese = false;

function said(text) {
  const bare = text.trim();
  if (!bare) return null;
  const known = (chinese ? WORDS : BACK)[bare];
  if (known) return known;
  if (!chinese) return null;
  for (const [pattern, words] of PATTERNS) {
    const found = bare.match(pattern);
    if (found) return words(found);
  }
  return null;
}

function written(element) {
  return element?.closest(WRITTEN) && !element.closest(OURS);
}

function sayText(node) {
  if (written(node.parentElement)) return;
  const words = said(node.nodeValue);
  if (words) node.nodeValue = words;
}

function sayAttributes(element) {
  if (written(element)) return;
  for (const name of SPOKEN) {
    const words = element.hasAttribute(name) && said(element.getAttribute(name));
    if (words) element.setAttribute(name, words);
  }
}

function sayAll(root) {
  if (root.nodeType === Node.TEXT_NODE) return sayText(root);
  if (root.nodeType !== Node.ELEMENT_NODE || written(root)) return;
  sayAttributes(root);
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  while (walker.nextNode())
    walker.currentNode.nodeType === Node.TEXT_NODE
      ? sayText(walker.currentNode)
      : sayAttributes(walker.currentNode);
}

function sayInLanguage(lang) {
  const changed = chinese !== (lang === "zh-CN");
  chinese = lang === "zh-CN";
  if (changed || !window.cxzyWords) sayAll(document.body);
  window.cxzyWords?.disconnect();
  window.cxzyWords = new MutationObserver((changes) => {
    for (const change of changes) {
      change.addedNodes.forEach(sayAll);
      if (change.type === "characterData") sayText(change.target);
      if (change.type === "attributes") sayAttributes(change.target);
    }
  });
  window.cxzyWords.observe(document.body, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: SPOKEN,
  });
}
