// Applies the theme chosen on this device before the first paint. A file of its own because the CSP allows no inline
// code, and not a module because modules run too late.
(function () {
  try {
    var theme = localStorage.getItem('vestnik.theme');
    if (theme === 'day' || theme === 'night') document.documentElement.dataset.theme = theme;
  } catch (problem) {
    // The storage is disabled: the page follows the system's theme.
  }
})();
