// Asks the service for the vectors of both texts whenever one changes, and shows their cosine.
const element = (id) => document.getElementById(id);
const [first, second, key] = [element("first"), element("second"), element("key")];
let timer, last, model = "default";

const headers = () => ({ "Content-Type": "application/json", ...(key.value && { Authorization: `Bearer ${key.value}` }) });

function cosine(a, b) {
  let dot = 0, lengthA = 0, lengthB = 0;
  for (let i = 0; i < a.length; i++) {
    dot += a[i] * b[i];
    lengthA += a[i] * a[i];
    lengthB += b[i] * b[i];
  }
  return dot / Math.sqrt(lengthA * lengthB);
}

async function compare() {
  last?.abort();
  const texts = [first.value, second.value];
  if (texts.includes("")) {
    say("–", 0, "Type two texts.");
    return;
  }
  const call = last = new AbortController();
  const body = JSON.stringify({ model, input: texts });
  show(body);
  document.body.classList.add("waits");
  const begun = performance.now();
  try {
    const response = await fetch("v1/embeddings", { method: "POST", headers: headers(), body, signal: call.signal });
    const answer = await response.json();
    if (!response.ok) {
      refused(response.status === 401 ? askForKey() : answer.error.message);
      return;
    }
    const [a, b] = answer.data.map((item) => item.embedding);
    const took = Math.round(performance.now() - begun);
    element("model").textContent = model = answer.model;
    const value = cosine(a, b);
    say(value.toFixed(3).replace("-", "−"), value, `${a.length} dimensions · ${answer.usage.prompt_tokens} tokens · ${took} ms`);
  } catch (error) {
    if (error.name !== "AbortError") refused("The service does not answer.");
  } finally {
    if (last === call) document.body.classList.remove("waits");
  }
}

function say(text, value, facts) {
  document.body.classList.remove("waits");
  element("cosine").textContent = text;
  element("facts").textContent = facts;
  element("trouble").hidden = true;
  element("bar").style.left = `${50 + 50 * Math.min(value, 0)}%`;
  element("bar").style.right = `${50 - 50 * Math.max(value, 0)}%`;
  element("scale").setAttribute("aria-label", `${text} on a scale from minus one to one`);
}

function refused(message) {
  say("–", 0, "");
  element("trouble").textContent = message;
  element("trouble").hidden = false;
}

function askForKey() {
  element("lock").hidden = false;
  return key.value ? "The API key is wrong." : "This service asks for an API key.";
}

function show(body) {
  const quoted = `'${body.replaceAll("'", "'\\''")}'`;
  const authorization = key.value ? ' -H "Authorization: Bearer $KEY"' : "";
  element("request").textContent = `curl ${new URL("v1/embeddings", location)} -H "Content-Type: application/json"${authorization} -d ${quoted}`;
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(compare, 200);
}

for (const field of [first, second, key]) field.addEventListener("input", soon);
for (const button of document.querySelectorAll("[data-second]")) {
  button.addEventListener("click", () => {
    first.value = "A cat sleeps on the sofa.";
    second.value = button.dataset.second;
    compare();
  });
}
element("texts").addEventListener("submit", (event) => event.preventDefault());
compare();
