"""Further appendices, with what the ten lack: more ways in which a row may go wrong unnoticed."""

from __future__ import annotations

from appendix_documents import Area, Document, Task

# fmt: off
_COUNTED_ON = Document("giao-viec-par-index.docx", (
    "PHỤ LỤC I. GIAO VIỆC THỰC HIỆN CHỈ SỐ PAR INDEX NĂM 2024",
    [
        ("Stt", "Nội dung", "Đơn vị thực hiện", "Đơn vị phối hợp", "Tiến độ"),
        ("A. NHIỆM VỤ THUỘC THẨM QUYỀN CỦA VĂN PHÒNG", *"<<<<"),
        ("Cải cách thể chế (10 điểm)", *"<<<<"), Area("2"),
        ("1", "Đăng tải văn bản quy phạm pháp luật lên Công báo", "Trung tâm Tin học", "P.NC",
         "Tháng 3"), Task(1, "TTTH", "NC", "2024-03-31"),
        ("2", "Góp ý dự thảo văn bản của bộ, ngành trung ương", "1. Phòng Nội chính\n2. P.TH", "",
         "06/2024"), Task(1, "NC; TH", "", "2024-06-30"),
        ("Cải cách tài chính công", *"<<<<"), Area("6"),
        ("3", "Mua sắm tài sản qua mạng đấu thầu", "P.QTTV", "-", "Quý II"),
        Task(1, "QTTV", "", "2024-06-30"),
        ("B. NHIỆM VỤ THUỘC THẨM QUYỀN CẤP TỈNH", *"<<<<"),
        ("Tác động của CCHC đến người dân, tổ chức và phát triển kinh tế - xã hội", *"<<<<"),
        Area("8"),
        ("4", "Theo dõi thu ngân sách so với dự toán", "P.KT", "Cục Thuế tỉnh", "Hằng năm"),
        Task(1, "KT", "Cục Thuế tỉnh", "yearly", "province"),
        ("5", "Theo dõi tỷ lệ hộ nghèo, hộ cận nghèo", "P.KGVX", "", "Cả năm 2024"),
        Task(1, "KGVX", "", "2024-12-31", "province"),
        ("6", "Theo dõi lao động qua đào tạo", "P.KGVX", "Sở Lao động - Thương binh và Xã hội",
         "Trước 20/12/2024"),
        Task(1, "KGVX", "Sở Lao động - Thương binh và Xã hội", "2024-12-19", "province"),
    ],
))

_NESTED = Document("PL II - SIPAS.docx", (
    "NHIỆM VỤ SIPAS",
    [
        ("TT", "Tiêu chí", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Thẩm quyền", "Thời hạn"),
        ("I", "Nhận định, đánh giá của người dân đối với sự phục vụ của cơ quan hành chính nhà "
         "nước"), Area("S1"),
        ("1", "Tuyên truyền",
         "- Viết tin, bài về cải cách hành chính:\n+ Tin ngắn;\n+ Phóng sự\n- Phát tờ rơi",
         "CTTDT", "HCTC", "VP", "Thường xuyên"),
        Task("Viết tin, bài về cải cách hành chính: + Tin ngắn; + Phóng sự", "CTTDT", "HCTC"),
        Task("Phát tờ rơi", "CTTDT", "HCTC"),
        ("2", "Tiếp nhận ý kiến", "Mở hòm thư góp ý.\nTrả lời người góp ý.", "BTCD", "", "VP",
         "Thường xuyên"),
        Task("Mở hòm thư góp ý.", "BTCD"), Task("Trả lời người góp ý.", "BTCD"),
        ("3", "Đường dây nóng", "a) Niêm yết số điện thoại; b) Trực ngoài giờ", "TTPVHCC", "", "VP",
         "T5/2024"),
        Task("Niêm yết số điện thoại", "TTPVHCC", "", "2024-05-31"),
        Task("Trực ngoài giờ", "TTPVHCC", "", "2024-05-31"),
        ("II", "Nhu cầu, mong đợi của người dân đối với sự phục vụ của cơ quan hành chính nhà "
         "nước"), Area("S3"),
        ("01", "Mở rộng dịch vụ", "Đánh giá nhu cầu dùng dịch vụ công trực tuyến", "P. KSTTHC",
         "<", "Cấp tỉnh", "Quý I - II/2024"),
        Task(2, "KSTTHC", "", "2024-06-30", "province"),
        ("02", "Cải tiến", "Rút ngắn thời gian giải quyết của 10 thủ tục", "P. KSTTHC",
         "Các sở, ban, ngành", "Cấp tỉnh", "Từ tháng 3 đến tháng 9/2024"),
        Task(2, "KSTTHC", "CQCM", "2024-09-30", "province"),
    ],
    [("PHÓ CHÁNH VĂN PHÒNG",)],
))

_SCORED = Document("Bieu 01 PAR.xlsx", {
    "Danh sách đơn vị": (("STT", "Đơn vị", "Ghi chú"), (1, "Phòng Tổng hợp", ""),
                         (2, "Phòng Kinh tế", "")),
    "Biểu 01": (
        ("PHỤ LỤC SỐ 01", *"<<<<<<<<"),
        ("TT", "Tiêu chí, tiêu chí thành phần", "Điểm", "<", "<", "Giải pháp", "Phân công", "<",
         "Thẩm quyền"),
        ("^", "^", "Tối đa", "Tự chấm 2023", "Mục tiêu 2024", "^", "Chủ trì (chấm điểm)",
         "Phối hợp", "^"),
        ("3", "Cải cách thủ tục hành chính", 3.0), Area("3"),
        (3.1, "Kiểm soát quy định", 1.0, 0.5, 1.0, "Lấy ý kiến về quy định thủ tục hành chính",
         "KSTTHC", "NC", "Cấp tỉnh"), Task(5, "KSTTHC", "NC", "period", "province"),
        (3.2, "Giải quyết hồ sơ", 2.0),
        ("3.2.1", "Đúng hạn", 1.0, 0.8, 1.0, "Cảnh báo hồ sơ sắp quá hạn", "TTPVHCC", "^",
         "Văn phòng"), Task(5, "TTPVHCC"),
        ("3.2.2", "Trực tuyến", 1.0, 0.6, 0.9, "Cung cấp biểu mẫu điện tử", "TTPVHCC; TTTH", "",
         "Văn phòng"), Task(5, "TTPVHCC; TTTH"),
        ("", "", "", "", "", "Hướng dẫn nộp hồ sơ tại nhà", "TTTH", "", "Văn phòng"),
        Task(5, "TTTH"),
        ("Cộng", "", 3.0),
        ("", "Ghi chú: điểm tự chấm năm 2023 chưa thẩm định"),
        ("", "", "", "", "", "", "NGƯỜI LẬP"),
        ("", "", "", "", "", "", "Nguyễn Thị D"),
    ),
})
# fmt: on

HARDER = (_COUNTED_ON, _NESTED, _SCORED)
