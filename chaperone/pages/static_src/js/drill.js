// A response drill by the clock: says how many seconds are left. Whether an answer came in time is the server's to say.

const shown = document.querySelector("[data-drill-seconds]");
const said = document.querySelector("[data-drill-said]");
if (shown instanceof HTMLElement && said instanceof HTMLElement) {
  const seconds = Number(shown.dataset["drillSeconds"]);
  const began = performance.now();
  const every = setInterval(() => {
    const left = Math.max(0, Math.ceil(seconds - (performance.now() - began) / 1000));
    shown.textContent = left > 0 ? `${left} seconds left.` : "The time is over. Send your answer all the same: you see what a good one does.";
    // Read aloud only now and then: a voice that counts leaves nobody room to think.
    if (left === 30 || left === 10 || left === 0) said.textContent = shown.textContent;
    if (left === 0) clearInterval(every);
  }, 1000);
}
