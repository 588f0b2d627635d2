// Runs before the first paint, so that a person who chose dark never sees a white flash.
(function () {
  var chosen = null;
  try {
    chosen = localStorage.getItem('sallyport-color-scheme');
  } catch {
    // Storage may be refused; the system's preference holds then.
  }
  var dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
