// Each ticked keyword is a line in the text area.
document.addEventListener("change", ({ target }) => {
  const box = document.getElementById(target.dataset.lineOf);
  if (!box) return;
  const others = box.value.split("\n").filter((line) => line.trim() && line.trim() !== target.value);
  box.value = [...others, ...(target.checked ? [target.value] : [])].join("\n");
});
