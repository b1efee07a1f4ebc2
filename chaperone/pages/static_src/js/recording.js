// A recording's page: the chat keeps step with the picture, the viewer's name wanders over it, and what was played is reported.

const REPORT_SECONDS = 15;
const WANDER_SECONDS = 7;
const PLACES = 6;

const box = document.querySelector("[data-recording]");
const video = box?.querySelector("video");
if (box instanceof HTMLElement && video) {
  keepStep(video, [...box.querySelectorAll("[data-at]")]);
  wander(box);
  report(video, box);
  wholeScreen(box);
  video.addEventListener("error", () => box.querySelector("[data-trouble]")?.removeAttribute("hidden"));
}

/**
 * Marks what had been written by the moment shown, and keeps the latest of it in sight.
 * @param {HTMLVideoElement} player
 * @param {Element[]} lines
 */
function keepStep(player, lines) {
  const times = lines.map((line) => Number(line.getAttribute("data-at")));
  const list = lines[0]?.parentElement;
  let latest = -1;
  const show = () => {
    const now = times.findLastIndex((time) => time <= player.currentTime + 0.05);
    if (now === latest) return;
    latest = now;
    lines.forEach((line, index) => {
      line.classList.toggle("is-to-come", index > now);
      line.classList.toggle("is-latest", index === now);
      if (index === now) line.setAttribute("aria-current", "true");
      else line.removeAttribute("aria-current");
    });
    const line = lines[now];
    // Whoever reads on in the list, or is inside it with the keyboard, is not pulled away.
    if (list && line instanceof HTMLElement && !list.matches(":hover, :focus-within")) {
      list.scrollTop = line.offsetTop - list.clientHeight + line.offsetHeight + 8;
    }
  };
  player.addEventListener("timeupdate", show);
  player.addEventListener("seeked", show);
  for (const [index, line] of lines.entries()) {
    line.querySelector("[data-seek]")?.addEventListener("click", () => (player.currentTime = times[index] ?? 0));
  }
  show();
}

/**
 * Moves the viewer's name about, so that no corner can be cut off to be rid of it, and keeps its time right.
 * @param {HTMLElement} area
 */
function wander(area) {
  const name = area.querySelector("[data-viewer]");
  const clock = area.querySelector("[data-clock]");
  if (!(name instanceof HTMLElement) || !clock) return;
  const words = new Intl.DateTimeFormat("en-GB", { dateStyle: "short", timeStyle: "medium" });
  let place = 0;
  const move = () => {
    place = (place + 1 + Math.floor(Math.random() * (PLACES - 1))) % PLACES;
    name.dataset["place"] = String(place);
    clock.textContent = words.format(new Date());
  };
  clock.textContent = words.format(new Date());
  setInterval(move, WANDER_SECONDS * 1000);
}

/**
 * Tells the server which spans have been played: while it plays, when it pauses, and when the page is left.
 * @param {HTMLVideoElement} player
 * @param {HTMLElement} area
 */
function report(player, area) {
  const token = area.querySelector("[name=csrfmiddlewaretoken]");
  let told = "";
  /** @param {boolean} over */
  const tell = (over) => {
    const spans = [];
    for (let index = 0; index < player.played.length; index++) {
      spans.push(`${player.played.start(index).toFixed(2)}-${player.played.end(index).toFixed(2)}`);
    }
    const words = spans.join(",");
    if (words === told && !over) return;
    told = words;
    const body = new FormData();
    body.set("spans", words);
    body.set("viewing", area.dataset["viewing"] ?? "");
    body.set("csrfmiddlewaretoken", token instanceof HTMLInputElement ? token.value : "");
    if (over) body.set("over", "1");
    // What is not told is seen all the same: the server knows which parts it handed out.
    fetch(area.dataset["watchedUrl"] ?? "", { method: "POST", body, keepalive: true }).catch(() => (told = ""));
  };
  player.addEventListener("pause", () => tell(false));
  player.addEventListener("ended", () => tell(false));
  setInterval(() => !player.paused && tell(false), REPORT_SECONDS * 1000);
  window.addEventListener("pagehide", () => tell(true));
}

/**
 * Shows picture and name together on the whole screen.
 * @param {HTMLElement} area
 */
function wholeScreen(area) {
  const button = area.querySelector("[data-whole]");
  const picture = area.querySelector("[data-picture]");
  if (!(button instanceof HTMLElement) || !picture) return;
  button.hidden = !document.fullscreenEnabled;
  button.addEventListener("click", () => (document.fullscreenElement ? document.exitFullscreen() : picture.requestFullscreen()));
}
