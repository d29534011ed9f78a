// Opens workbooks with the two libraries by which upload pages read them, and prints what each finds, as JSON:
// file -> library -> sheet -> cell -> value.  An error of a library is not caught: it is what the judge is for.
const ExcelJS = require("exceljs");
const SheetJS = require("xlsx");

function plain(value) {
  if (value === null || value === undefined || typeof value !== "object") return value ?? null;
  if (value instanceof Date) return value.toISOString();
  if ("richText" in value) return value.richText.map((run) => run.text).join("");
  return "text" in value ? plain(value.text) : JSON.stringify(value);
}

async function exceljs(file) {
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(file);
  const found = {};
  for (const sheet of book.worksheets) {
    const cells = (found[sheet.name] = {});
    sheet.eachRow((row) => row.eachCell((cell) => {
      // Of a formula its value leaves a result of 0 out.
      const value = cell.type === ExcelJS.ValueType.Formula ? cell.result : cell.value;
      if (!cell.isMerged || cell.master === cell) cells[cell.address] = plain(value);
    }));
  }
  return found;
}

function sheetjs(file) {
  const book = SheetJS.readFile(file);
  const found = {};
  for (const name of book.SheetNames) {
    const entries = Object.entries(book.Sheets[name]).filter(([cell]) => !cell.startsWith("!"));
    found[name] = Object.fromEntries(entries.map(([cell, each]) => [cell, each.v ?? null]));
  }
  return found;
}

(async () => {
  const found = {};
  for (const file of process.argv.slice(2)) found[file] = { exceljs: await exceljs(file), sheetjs: sheetjs(file) };
  process.stdout.write(JSON.stringify(found));
})();
