// A key (face, finger, or one that is plugged in) is made or shown: the browser's answer goes into the form, and the form is sent.

const form = document.querySelector("[data-key-form]");
const options = document.getElementById("key-options");
if (form instanceof HTMLFormElement && options) {
  const start = form.querySelector("[data-key-start]");
  start?.addEventListener("click", () => void answer(form, JSON.parse(options.textContent ?? "{}").publicKey));
}

/**
 * Asks for the key, and sends what it answers.
 * @param {HTMLFormElement} sheet
 * @param {any} asked
 */
async function answer(sheet, asked) {
  const makes = sheet.dataset["keyForm"] === "make";
  if (!window.PublicKeyCredential) {
    tell(sheet, "This browser cannot use keys. Please use another way.");
    return;
  }
  tell(sheet, "Look for your browser’s question.");
  try {
    const found = makes
      ? await navigator.credentials.create({ publicKey: toMake(asked) })
      : await navigator.credentials.get({ publicKey: toShow(asked) });
    const field = sheet.elements.namedItem("step_answer");
    if (!(found instanceof PublicKeyCredential) || !(field instanceof HTMLInputElement)) return;
    field.value = JSON.stringify(asText(found));
    sheet.submit();
  } catch (fault) {
    tell(sheet, inWords(fault instanceof DOMException ? fault.name : "", makes));
  }
}

/**
 * @param {string} name
 * @param {boolean} makes
 */
function inWords(name, makes) {
  if (name === "InvalidStateError" && makes) return "This key is set up already. Take another one.";
  if (name === "SecurityError") return "Keys work only at our proper address. Open it as your letter has it, and try again.";
  return "Nothing came. Try once more, or use another way.";
}

/**
 * @param {HTMLFormElement} sheet
 * @param {string} words
 */
function tell(sheet, words) {
  const news = sheet.querySelector("[data-key-news]");
  if (news) news.textContent = words;
}

/**
 * @param {any} asked
 * @returns {PublicKeyCredentialCreationOptions}
 */
function toMake(asked) {
  return {
    ...asked,
    challenge: bytes(asked.challenge),
    user: { ...asked.user, id: bytes(asked.user.id) },
    excludeCredentials: (asked.excludeCredentials ?? []).map(known),
  };
}

/**
 * @param {any} asked
 * @returns {PublicKeyCredentialRequestOptions}
 */
function toShow(asked) {
  return { ...asked, challenge: bytes(asked.challenge), allowCredentials: (asked.allowCredentials ?? []).map(known) };
}

/** @param {any} key */
function known(key) {
  return { ...key, id: bytes(key.id) };
}

/**
 * Writes a key's answer as the server reads it.
 * @param {PublicKeyCredential} found
 */
function asText(found) {
  const said = /** @type {any} */ (found.response);
  /** @type {Record<string, string>} */
  const response = { clientDataJSON: letters(said.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (said[name]) response[name] = letters(said[name]);
  }
  return { id: found.id, rawId: letters(found.rawId), type: found.type, response, clientExtensionResults: found.getClientExtensionResults() };
}

/** @param {string} text */
function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}

/** @param {ArrayBuffer} raw */
function letters(raw) {
  return btoa(String.fromCharCode(...new Uint8Array(raw)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
