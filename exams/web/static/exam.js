// Counts the time down, and helps htmx to save in order. Everything works without it too.
(() => {
  "use strict";

  const RETRY_MS = 10_000;
  const ANNOUNCED_MINUTES = [10, 5, 1];

  const paper = document.getElementById("paper");
  const saved = document.getElementById("saved");
  const heard = document.getElementById("heard");
  if (!paper || !saved) return;

  // --- the time that is left ---------------------------------------------------------------

  const clock = document.getElementById("clock");

  function words(seconds) {
    if (seconds < 60) return `${seconds} seconds`;
    const minutes = Math.floor(seconds / 60);
    return minutes === 1 ? "1 minute" : `${minutes} minutes`;
  }

  function startClock() {
    const left = document.getElementById("left");
    const warning = document.getElementById("warning");
    // Counted from the server's time, by a clock that nobody can set.
    const end = performance.now() + Number(clock.dataset.seconds) * 1000;
    let due = ANNOUNCED_MINUTES.filter((minutes) => minutes * 60 < Number(clock.dataset.seconds));
    document.getElementById("clock-label").textContent = "Time left:";

    function tick() {
      const seconds = Math.max(0, Math.ceil((end - performance.now()) / 1000));
      left.textContent = words(seconds);
      const reached = due.filter((minutes) => seconds <= minutes * 60);
      if (reached.length > 0) {
        due = due.filter((minutes) => !reached.includes(minutes));
        const minutes = Math.min(...reached);
        warning.textContent = minutes === 1 ? "1 minute left." : `${minutes} minutes left.`;
      }
      if (seconds > 0) return;
      clearInterval(timer);
      warning.textContent = "The time is up. Your answers are being handed in.";
      // What the server has refused it would refuse again, and with it all the others.
      for (const question of refused.keys()) question.disabled = true;
      paper.action = paper.dataset.submit;
      paper.requestSubmit();
    }

    const timer = setInterval(tick, 1000);
    tick();
  }

  // --- answers that are refused ------------------------------------------------------------

  // From a question to the line that says why: one answer that cannot be taken must not keep the
  // others from being saved. It is left out until it is changed.
  const refused = new Map();

  function isNewlyRefused() {
    const link = saved.querySelector('a[href^="#q"]');
    const question = link && document.querySelector(link.hash);
    if (!question || refused.has(question)) return false;
    refused.set(question, [...saved.childNodes].map((node) => node.cloneNode(true)));
    return true;
  }

  function repeatRefusals() {
    for (const line of refused.values()) {
      saved.append(" ", ...line.map((node) => node.cloneNode(true)));
    }
  }

  paper.addEventListener("input", (event) => {
    const question = event.target.closest("fieldset");
    refused.delete(question);
    question?.querySelector(".hint")?.remove();
  });

  // --- saving in order ---------------------------------------------------------------------

  let saving = false;
  let waiting = null;

  // Whoever listens while typing hears of a save only if it changed what one counts on.
  function announce() {
    const line = saved.cloneNode(true);
    for (const aside of line.querySelectorAll(".muted")) aside.remove();
    const text = line.textContent.replace(/\s+/g, " ").trim();
    if (text !== heard.textContent) heard.textContent = text;
  }

  function say(text) {
    const state = document.createElement("span");
    state.className = "state bad";
    state.textContent = "✗ Not saved";
    saved.replaceChildren(state, ` ${text}`);
    announce();
  }

  function retryLater() {
    say("There is no connection to the server. Your answers are still on this page; trying again soon.");
    setTimeout(() => paper.dispatchEvent(new Event("autosave")), RETRY_MS);
  }

  paper.addEventListener("htmx:before:request", (event) => {
    saving = true;
    // A save that had to wait was collected with the number of the one before it.
    const { body } = event.detail.ctx.request;
    body.set("save_no", document.getElementById("save-no").value);
    for (const question of refused.keys()) {
      for (const { name } of question.elements) body.delete(name);
    }
  });

  paper.addEventListener("htmx:after:request", (event) => {
    if (event.detail.ctx.response.status < 500) return;
    event.preventDefault();
    retryLater();
  });

  paper.addEventListener("htmx:error", retryLater);

  paper.addEventListener("htmx:finally:request", () => {
    saving = false;
    if (isNewlyRefused()) paper.dispatchEvent(new Event("autosave"));
    else repeatRefusals();
    announce();
    if (waiting === null) return;
    const submitter = waiting;
    waiting = null;
    paper.requestSubmit(submitter.button);
  });

  paper.addEventListener("submit", (event) => {
    if (!saving) return;
    event.preventDefault();
    waiting = { button: event.submitter };
  });

  if (clock) startClock();
})();
