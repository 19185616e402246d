import java.io.File;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.poi.ss.formula.ConditionalFormattingEvaluator;
import org.apache.poi.ss.formula.DataValidationEvaluator;
import org.apache.poi.ss.formula.EvaluationConditionalFormatRule;
import org.apache.poi.ss.formula.WorkbookEvaluatorProvider;
import org.apache.poi.ss.formula.eval.*;
import org.apache.poi.ss.formula.function.FunctionMetadataRegistry;
import org.apache.poi.ss.formula.functions.Function;
import org.apache.poi.ss.usermodel.*;
import org.apache.poi.ss.usermodel.DataValidationConstraint.ValidationType;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.ss.util.CellReference;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;

/**
 * Calculates workbooks as Excel does: Apache POI, completed where it does otherwise.
 *
 * <p>java -cp JARS Excel.java WORKBOOK...
 *
 * <p>Prints a line of JSON, [workbook, kind, sheet, cell, stored, shown], for each cell with a
 * formula, for each that breaks its validation rule, and for each colour that a conditional format
 * gives a cell.
 */
public class Excel {
    private static final PrintStream OUT = new PrintStream(System.out, false, StandardCharsets.UTF_8);

    public static void main(String[] paths) throws Exception {
        completeFunctions();
        for (String path : paths) {
            try (XSSFWorkbook book = new XSSFWorkbook(new File(path))) {
                calculate(path, book);
            }
        }
        OUT.flush();
    }

    private static void calculate(String path, XSSFWorkbook book) {
        FormulaEvaluator evaluator = book.getCreationHelper().createFormulaEvaluator();
        for (Sheet sheet : book) {
            for (Row row : sheet) {
                for (Cell cell : row) {
                    if (cell.getCellType() == CellType.FORMULA) {
                        String stored = json(cached(cell));
                        String shown = shown(evaluator, cell);
                        say(path, "formula", sheet, cell.getAddress().formatAsString(), stored, shown);
                    }
                }
            }
        }
        WorkbookEvaluatorProvider provider = (WorkbookEvaluatorProvider) evaluator;
        DataValidationEvaluator limits = new DataValidationEvaluator(book, provider);
        ConditionalFormattingEvaluator colours = new ConditionalFormattingEvaluator(book, provider);
        for (Sheet sheet : book) {
            for (CellReference at : limited(sheet)) {
                if (!limits.isValidCell(at)) {
                    say(path, "invalid", sheet, at.formatAsString(false), "null", "null");
                }
            }
            if (sheet.getSheetConditionalFormatting().getNumConditionalFormattings() == 0) continue;
            for (Row row : sheet) {
                for (Cell cell : row) {
                    for (EvaluationConditionalFormatRule rule :
                            colours.getConditionalFormattingForCell(cell)) {
                        Color fill = rule.getRule().getPatternFormatting().getFillBackgroundColorColor();
                        String name = ((ExtendedColor) fill).getARGBHex();
                        String at = cell.getAddress().formatAsString();
                        say(path, "colour", sheet, at, "null", text(name.substring(2)));
                    }
                }
            }
        }
    }

    private static String shown(FormulaEvaluator evaluator, Cell cell) {
        try {
            return json(evaluator.evaluate(cell));
        } catch (RuntimeException beyondIt) {
            return "{\"error\":" + text(String.valueOf(beyondIt.getMessage())) + "}";
        }
    }

    /**
     * The cells with something in them on which a sheet puts a limit: Excel asks of no blanks. Where
     * a text's length is limited, POI refuses all numbers, but none has as many digits.
     */
    private static List<CellReference> limited(Sheet sheet) {
        List<CellReference> found = new ArrayList<>();
        for (DataValidation limit : sheet.getDataValidations()) {
            boolean isLength = limit.getValidationConstraint().getValidationType() == ValidationType.TEXT_LENGTH;
            for (CellRangeAddress range : limit.getRegions().getCellRangeAddresses()) {
                range.forEach(at -> {
                    Row row = sheet.getRow(at.getRow());
                    Cell cell = row == null ? null : row.getCell(at.getColumn());
                    if (cell == null || cell.getCellType() == CellType.BLANK) return;
                    if (!isLength || cell.getCellType() == CellType.STRING) {
                        found.add(new CellReference(sheet.getSheetName(), at.getRow(), at.getColumn(), false, false));
                    }
                });
            }
        }
        return found;
    }

    private static CellValue cached(Cell cell) {
        switch (cell.getCachedFormulaResultType()) {
            case NUMERIC: return new CellValue(cell.getNumericCellValue());
            case BOOLEAN: return CellValue.valueOf(cell.getBooleanCellValue());
            case ERROR: return CellValue.getError(cell.getErrorCellValue());
            default: return new CellValue(cell.getStringCellValue());
        }
    }

    private static String json(CellValue value) {
        switch (value.getCellType()) {
            case NUMERIC: return Double.toString(value.getNumberValue());
            case BOOLEAN: return Boolean.toString(value.getBooleanValue());
            case ERROR: return "{\"error\":" + text(FormulaError.forInt(value.getErrorValue()).getString()) + "}";
            default: return text(value.getStringValue());
        }
    }

    private static void say(
            String path, String kind, Sheet sheet, String cell, String stored, String shown) {
        String place = text(path) + "," + text(kind) + "," + text(sheet.getSheetName());
        OUT.println("[" + place + "," + text(cell) + "," + stored + "," + shown + "]");
    }

    private static String text(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : value.toCharArray()) {
            if (c < ' ' || c > '~' || c == '"' || c == '\\') quoted.append(String.format("\\u%04x", (int) c));
            else quoted.append(c);
        }
        return quoted.append('"').toString();
    }

    // What Excel knows and POI doesn't, or does otherwise.

    private static void completeFunctions() throws Exception {
        replace("DATE", Excel::date);
        replace("YEAR", (args, row, column) -> part(args, row, column, 0));
        replace("MONTH", (args, row, column) -> part(args, row, column, 1));
        replace("DAY", (args, row, column) -> part(args, row, column, 2));
        Function value = FunctionEval.getBasicFunction(index("VALUE"));
        replace("VALUE", (args, row, column) -> isEmptyText(args[0]) ? ErrorEval.VALUE_INVALID : value.evaluate(args, row, column));
        replace("TRIM", Excel::trim);
    }

    private static int index(String name) {
        return FunctionMetadataRegistry.getFunctionByName(name).getIndex();
    }

    private static void replace(String name, Function function) throws Exception {
        Field functions = FunctionEval.class.getDeclaredField("functions");
        functions.setAccessible(true);
        ((Function[]) functions.get(null))[index(name)] = function;
    }

    private static boolean isEmptyText(ValueEval value) {
        return value instanceof StringEval && ((StringEval) value).getStringValue().isEmpty();
    }

    /** Spaces alone: POI takes tabs and line breaks away as well. */
    private static ValueEval trim(ValueEval[] args, int row, int column) {
        try {
            ValueEval value = OperandResolver.getSingleValue(args[0], row, column);
            String text = OperandResolver.coerceValueToString(value);
            return new StringEval(text.replaceAll("^ +| +$", "").replaceAll(" +", " "));
        } catch (EvaluationException e) {
            return e.getErrorEval();
        }
    }

    private static final long LAST_DAY = 2958465;
    private static final LocalDate DAY_0 = LocalDate.of(1899, 12, 31);

    /** Days from 0/1/1900 on, with a 29/2/1900, to 31/12/9999; years before 1900 count from it. */
    private static ValueEval date(ValueEval[] args, int row, int column) {
        try {
            int[] parts = new int[3];
            for (int i = 0; i < 3; i++) parts[i] = (int) Math.floor(numeric(args[i], row, column));
            if (parts[0] < 0 || parts[0] > 9999) return ErrorEval.NUM_ERROR;
            long months = (parts[0] < 1900 ? parts[0] + 1900L : parts[0]) * 12 + parts[1] - 1;
            LocalDate first = LocalDate.of((int) Math.floorDiv(months, 12L), (int) Math.floorMod(months, 12L) + 1, 1);
            long day = first.toEpochDay() - DAY_0.toEpochDay();
            if (day >= 60) day++;
            else if (day < 1) return ErrorEval.NUM_ERROR;
            day += parts[2] - 1;
            return day < 0 || day > LAST_DAY ? ErrorEval.NUM_ERROR : new NumberEval(day);
        } catch (EvaluationException e) {
            return e.getErrorEval();
        }
    }

    /** Year, month or day of a day's number: day 0 is 0/1/1900, day 60 is 29/2/1900. */
    private static ValueEval part(ValueEval[] args, int row, int column, int which) {
        try {
            double number = Math.floor(numeric(args[0], row, column));
            if (number < 0 || number > LAST_DAY) return ErrorEval.NUM_ERROR;
            int day = (int) number;
            int[] parts;
            if (day == 0) parts = new int[] {1900, 1, 0};
            else if (day == 60) parts = new int[] {1900, 2, 29};
            else {
                LocalDate found = DAY_0.plusDays(day > 60 ? day - 1 : day);
                parts = new int[] {found.getYear(), found.getMonthValue(), found.getDayOfMonth()};
            }
            return new NumberEval(parts[which]);
        } catch (EvaluationException e) {
            return e.getErrorEval();
        }
    }

    private static double numeric(ValueEval arg, int row, int column) throws EvaluationException {
        return OperandResolver.coerceValueToDouble(OperandResolver.getSingleValue(arg, row, column));
    }
}
