/* The citation map, where script runs: what belongs to an article is lit, and the drawing can be kept as a picture. */
"use strict";
(() => {
  const light = (map, key) => {
    map.classList.toggle("lit", Boolean(key));
    const near = new Set([key]);
    for (const tie of map.querySelectorAll(".tie")) {
      const ends = tie.dataset.ends.split(" ");
      const own = ends.includes(key);
      tie.classList.toggle("lit", own);
      if (own) ends.forEach((end) => near.add(end));
    }
    for (const spot of map.querySelectorAll(".spot")) spot.classList.toggle("lit", near.has(spot.id.slice(2)));
  };
  for (const [begun, ended] of [["pointerover", "pointerout"], ["focusin", "focusout"]]) {
    document.addEventListener(begun, (event) => {
      const spot = event.target.closest?.(".map .spot");
      if (spot) light(spot.closest(".map"), spot.id.slice(2));
    });
    document.addEventListener(ended, (event) => {
      const spot = event.target.closest?.(".map .spot");
      if (spot && !spot.contains(event.relatedTarget)) light(spot.closest(".map"), "");
    });
  }

  const save = async (button) => {
    const drawing = new Image();
    drawing.src = button.dataset.png;
    await drawing.decode();
    const canvas = document.createElement("canvas");
    canvas.width = drawing.naturalWidth * 2;
    canvas.height = drawing.naturalHeight * 2;
    canvas.getContext("2d").drawImage(drawing, 0, 0, canvas.width, canvas.height);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await new Promise((done) => canvas.toBlob(done, "image/png")));
    link.download = "citance-map.png";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-png]");
    if (button) save(button);
  });

  // On a narrow screen the article in question is to be seen first.
  const ready = () => {
    for (const button of document.querySelectorAll("button[data-png]")) button.hidden = false;
    const centre = document.querySelector(".map .looked .dot, .map .centre .dot");
    const room = centre?.closest(".scroll");
    if (room) room.scrollLeft = Number(centre.getAttribute("cx")) - room.clientWidth / 2;
  };
  document.addEventListener("citance:shown", ready);
  ready();
})();
