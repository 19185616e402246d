import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.CellType;
import org.apache.poi.ss.usermodel.DateUtil;
import org.apache.poi.ss.usermodel.FormulaError;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.ss.util.CellReference;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;

/** Apache POI behind one process: a request a line, an answer a line. */
public class Poi {
    private static final ObjectMapper JSON = new ObjectMapper();

    public static void main(String[] arguments) throws Exception {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            ObjectNode answer = JSON.createObjectNode();
            try {
                answer.set("result", answered(JSON.readTree(line)));
            } catch (Exception error) {
                Throwable cause = error;
                while (cause.getCause() != null) {
                    cause = cause.getCause();
                }
                answer.put("error", error + ": " + cause);
            }
            out.println(JSON.writeValueAsString(answer));
        }
    }

    private static JsonNode answered(JsonNode request) throws Exception {
        try (InputStream file = new FileInputStream(new File(request.get("path").asText()));
                var book = new XSSFWorkbook(file)) {
            if (request.get("call").asText().equals("save")) {
                return saved(book, request);
            }
            if (request.get("call").asText().equals("calculate")) {
                book.getCreationHelper().createFormulaEvaluator().evaluateAll();
            }
            return cells(book);
        }
    }

    private static JsonNode cells(XSSFWorkbook book) {
        ObjectNode found = JSON.createObjectNode();
        for (Sheet sheet : book) {
            ObjectNode cells = found.putObject(sheet.getSheetName());
            for (Row row : sheet) {
                for (Cell cell : row) {
                    boolean isFormula = cell.getCellType() == CellType.FORMULA;
                    put(cells, cell, isFormula ? cell.getCachedFormulaResultType() : cell.getCellType());
                }
            }
        }
        return found;
    }

    private static void put(ObjectNode cells, Cell cell, CellType type) {
        String name = cell.getAddress().formatAsString();
        switch (type) {
            case NUMERIC:
                if (isDay(cell)) {
                    cells.putObject(name).put("day", cell.getNumericCellValue());
                } else {
                    cells.put(name, cell.getNumericCellValue());
                }
                break;
            case STRING:
                cells.put(name, cell.getStringCellValue());
                break;
            case BOOLEAN:
                cells.put(name, cell.getBooleanCellValue());
                break;
            case ERROR:
                cells.putObject(name).put("error", FormulaError.forInt(cell.getErrorCellValue()).getString());
                break;
            default:
                break;
        }
    }

    private static boolean isDay(Cell cell) {
        // POI takes no format with words in it for that of a day.
        String format = cell.getCellStyle().getDataFormatString().replaceAll("\"[^\"]*\"", "");
        return DateUtil.isADateFormat(-1, format);
    }

    private static JsonNode saved(XSSFWorkbook book, JsonNode request) throws Exception {
        for (JsonNode typed : request.get("cells")) {
            Sheet sheet = book.getSheet(typed.get(0).asText());
            var at = new CellReference(typed.get(1).asText());
            Row row = sheet.getRow(at.getRow());
            if (row == null) {
                row = sheet.createRow(at.getRow());
            }
            Cell cell = row.getCell(at.getCol(), Row.MissingCellPolicy.CREATE_NULL_AS_BLANK);
            JsonNode value = typed.get(2);
            if (value.isObject()) {
                cell.setCellValue(value.get("day").asDouble());
            } else if (value.isNumber()) {
                cell.setCellValue(value.asDouble());
            } else {
                cell.setCellValue(value.asText());
            }
        }
        try (OutputStream target = new FileOutputStream(request.get("target").asText())) {
            book.write(target);
        }
        return null;
    }
}
