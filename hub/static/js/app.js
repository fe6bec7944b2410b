// Pleasant extras; every page works without them.

document.documentElement.classList.add("js");

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const input = document.getElementById(button.dataset.copy);
  input.select();
  // The clipboard interface is missing on pages served without https.
  if (navigator.clipboard) await navigator.clipboard.writeText(input.value);
  else document.execCommand("copy");
  const label = button.textContent;
  button.setAttribute("aria-live", "polite");
  button.textContent = button.dataset.copied;
  setTimeout(() => { button.textContent = label; }, 3000);
});

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-check-all]")) return;
  for (const box of event.target.closest("table").querySelectorAll("tbody .pick input")) box.checked = event.target.checked;
});

// Asked before htmx sees the form, hence in the capturing phase.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const question = form.dataset.confirm;
  const dialog = document.getElementById("confirm");
  if (!question || form.confirmed || !dialog.showModal) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const submitter = event.submitter;
  const yes = dialog.querySelector("[value=yes]");
  dialog.querySelector("p").textContent = question;
  yes.textContent = submitter.textContent;
  dialog.returnValue = "";
  dialog.onclose = () => {
    if (dialog.returnValue !== "yes") return;
    form.confirmed = true;
    form.requestSubmit(submitter);
    form.confirmed = false;
  };
  dialog.showModal();
}, true);

// Browsers focus an autofocus element only once a page, and not where the address leads to a part of it.
let seen = document.getElementById("error-summary");
seen?.focus();
document.addEventListener("htmx:after:swap", () => {
  const summary = document.getElementById("error-summary");
  if (summary && summary !== seen) summary.focus();
  seen = summary;
});

// A filter form that a swap keeps in place shows again what the page says, not what was chosen before.
document.addEventListener("htmx:after:swap", () => {
  for (const form of document.querySelectorAll("form[role=search]")) form.reset();
});

// The link that was followed may be gone, or be a pager far below its list: reading goes on where the list begins.
document.addEventListener("htmx:after:swap", () => {
  const at = document.activeElement;
  const count = document.getElementById("result-count");
  if (count && (!at || at === document.body || at.closest(".pager"))) count.focus({ preventScroll: true });
});
