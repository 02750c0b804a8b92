// Each ticked word is a line of the text area, or stands between commas in a field of one line.
document.addEventListener("change", ({ target }) => {
  const box = document.getElementById(target.dataset.lineOf);
  if (!box) return;
  const between = box.matches("textarea") ? "\n" : ", ";
  const others = `${between}${box.value.trim()}${between}`.replace(`${between}${target.value}${between}`, between);
  const rest = others.slice(between.length, -between.length);
  box.value = [rest, target.checked && target.value].filter(Boolean).join(between);
});
