// exceljs, SheetJS and HyperFormula behind one process: a request a line, an answer a line.
// argv[2] is the folder that they are installed in.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const load = createRequire(`${process.argv[2]}/package.json`);

// --- exceljs --------------------------------------------------------------------------------------

const DAY = 86_400_000;
const FIRST_DAY = 25_569; // of Unix, as Excel counts

async function opened(path) {
  const { Workbook } = load("exceljs");
  const book = new Workbook();
  await book.xlsx.readFile(path);
  return book;
}

function seenByExceljs(cell) {
  // A formula's 0 stands in the cell's result, and not in its value.
  return shown(cell.type === load("exceljs").ValueType.Formula ? cell.result : cell.value);
}

function shown(value) {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return { day: value.getTime() / DAY + FIRST_DAY };
  if (typeof value !== "object") return value;
  if ("error" in value) return { error: value.error };
  if ("richText" in value) return value.richText.map((run) => run.text).join("");
  if ("hyperlink" in value) return shown(value.text);
  throw new Error(`a value of another kind: ${JSON.stringify(value)}`);
}

const exceljs = {
  async read({ path }) {
    const found = {};
    (await opened(path)).eachSheet((sheet) => {
      const cells = (found[sheet.name] = {});
      sheet.eachRow((row) =>
        row.eachCell((cell) => {
          // The other cells of a merged range repeat its first.
          if (cell.master === cell) cells[cell.address] = seenByExceljs(cell);
        }),
      );
    });
    return found;
  },

  async save({ path, cells, target }) {
    const book = await opened(path);
    for (const [sheet, name, value] of cells) {
      const cell = book.getWorksheet(sheet).getCell(name);
      cell.value = value?.day ? new Date((value.day - FIRST_DAY) * DAY) : value;
    }
    await book.xlsx.writeFile(target);
  },
};

// --- SheetJS --------------------------------------------------------------------------------------

function seenBySheetjs(xlsx, cell) {
  if (cell.t === "e") return { error: cell.w };
  if (cell.t === "n" && xlsx.SSF.is_date(cell.z ?? "General")) return { day: cell.v };
  return cell.v ?? null;
}

const sheetjs = {
  read({ path }) {
    const xlsx = load("xlsx");
    const book = xlsx.read(readFileSync(path), { cellNF: true, cellHTML: false });
    const found = {};
    for (const name of book.SheetNames) {
      const cells = (found[name] = {});
      for (const [at, cell] of Object.entries(book.Sheets[name])) {
        if (!at.startsWith("!")) cells[at] = seenBySheetjs(xlsx, cell);
      }
    }
    return found;
  },

  save({ path, cells, target }) {
    const xlsx = load("xlsx");
    const book = xlsx.read(readFileSync(path), { cellStyles: true, cellNF: true });
    for (const [sheet, name, value] of cells) {
      const page = book.Sheets[sheet];
      const day = value?.day && { t: "n", v: value.day, z: "dd/mm/yyyy" };
      page[name] = day || { t: typeof value === "number" ? "n" : "s", v: value };
      const { s, e } = xlsx.utils.decode_range(page["!ref"]);
      const { c, r } = xlsx.utils.decode_cell(name);
      const end = { c: Math.max(e.c, c), r: Math.max(e.r, r) };
      page["!ref"] = xlsx.utils.encode_range({ s, e: end });
    }
    writeFileSync(target, xlsx.write(book, { type: "buffer", bookType: "xlsx" }));
  },
};

// --- HyperFormula ---------------------------------------------------------------------------------

// It reads no files: it is given what stands in the cells, and never a stored value.
const hyperformula = {
  calculate({ sheets, names }) {
    const { DetailedCellError, HyperFormula } = load("hyperformula");
    const asExcel = {
      licenseKey: "gpl-v3",
      smartRounding: false,
      leapYear1900: true,
      nullDate: { year: 1899, month: 12, day: 31 },
      dateFormats: ["DD/MM/YYYY", "YYYY-MM-DD"],
      accentSensitive: true,
      useWildcards: true,
      matchWholeCell: true,
    };
    const known = ["TRUE", "FALSE"].map((name) => ({ name, expression: `=${name}()` }));
    const engine = HyperFormula.buildFromSheets(sheets, asExcel, [...known, ...names]);
    const found = {};
    for (const [name, rows] of Object.entries(sheets)) {
      const cells = (found[name] = {});
      const sheet = engine.getSheetId(name);
      rows.forEach((row, r) =>
        row.forEach((given, c) => {
          if (typeof given !== "string" || !given.startsWith("=")) return;
          const value = engine.getCellValue({ sheet, row: r, col: c });
          const at = engine.simpleCellAddressToString({ sheet, row: r, col: c }, sheet);
          cells[at] = value instanceof DetailedCellError ? { error: `${value.value} ${value.message}` } : value;
        }),
      );
    }
    engine.destroy();
    return found;
  },
};

const programs = { exceljs, sheetjs, hyperformula };
for await (const line of createInterface({ input: process.stdin })) {
  const { program, call, ...request } = JSON.parse(line);
  let answer;
  try {
    answer = { result: (await programs[program][call](request)) ?? null };
  } catch (error) {
    answer = { error: String(error?.stack ?? error) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
