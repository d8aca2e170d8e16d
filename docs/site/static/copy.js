// A button on each block of code that copies what one would type: no prompts, no answers.
const PROMPT = /^(?:\$|>>>|\.\.\.)(?: |$)/;

function typed(text) {
  const lines = text.replace(/\n$/, "").split("\n");
  if (!lines.some((line) => PROMPT.test(line))) return text;
  const kept = [];
  let continues = false;
  for (const line of lines) {
    if (PROMPT.test(line) || continues) kept.push(line.replace(PROMPT, ""));
    continues = (PROMPT.test(line) || continues) && line.endsWith("\\");
  }
  return kept.join("\n");
}

for (const block of document.querySelectorAll("div.highlight")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy-code";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(typed(block.querySelector("pre").textContent));
    button.textContent = "Copied";
    setTimeout(() => {
      button.textContent = "Copy";
    }, 1500);
  });
  block.append(button);
}
