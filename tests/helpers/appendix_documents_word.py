"""Appendices in Word, as provinces write them, and the tasks that they give."""

from __future__ import annotations

from appendix_documents import Area, Document, Task

# fmt: off
_ROMAN = Document("phu-luc-1-par-index.docx", (
    "PHỤ LỤC I",
    "NHIỆM VỤ CẢI THIỆN CHỈ SỐ CẢI CÁCH HÀNH CHÍNH (PAR INDEX) NĂM 2024",
    "(Kèm theo Kế hoạch số 21/KH-VP ngày 15 tháng 01 năm 2024 của Văn phòng UBND tỉnh)",
    [
        ("TT", "Lĩnh vực, tiêu chí", "Nhiệm vụ, giải pháp", "Đơn vị thực hiện", "<",
         "Thẩm quyền thực hiện", "<", "Thời gian hoàn thành"),
        ("^", "^", "^", "Chủ trì", "Phối hợp", "Văn phòng", "Cấp tỉnh", "^"),
        ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"),
        ("I", "CẢI CÁCH THỦ TỤC HÀNH CHÍNH"), Area("3"),
        ("1", "Rà soát thủ tục hành chính", "Ban hành kế hoạch rà soát thủ tục hành chính nội bộ "
         "trong các cơ quan nhà nước", "Phòng Kiểm soát TTHC", "Các phòng, ban, trung tâm", "x",
         "", "Tháng 2/2024"), Task(2, "KSTTHC", "*", "2024-02-29"),
        ("2", "Công khai thủ tục", "Niêm yết, công khai đầy đủ bộ thủ tục hành chính tại nơi tiếp "
         "nhận", "Trung tâm Phục vụ hành chính công", "P. Kiểm soát TTHC", "x", "",
         "Thường xuyên"), Task(2, "TTPVHCC", "KSTTHC"),
        ("3", "Hồ sơ đúng hạn", "Theo dõi, đôn đốc các sở, ngành giải quyết hồ sơ đúng hạn, bảo "
         "đảm tỷ lệ trên 98%", "Phòng KSTTHC", "Trung tâm PVHCC tỉnh", "", "x",
         "Quý II/2024"), Task(2, "KSTTHC", "TTPVHCC", "2024-06-30", "province"),
        ("4", "Xin lỗi khi trễ hạn", "Đôn đốc các đơn vị xin lỗi người dân bằng văn bản khi trễ "
         "hạn trả kết quả", "TT PVHCC", "", "", "x", "Thường xuyên"),
        Task(2, "TTPVHCC", "", "period", "province"),
        ("II", "CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH CẢI CÁCH HÀNH CHÍNH"), Area("1"),
        ("1", "Kế hoạch năm", "Tham mưu ban hành Kế hoạch cải cách hành chính năm 2024 của Văn "
         "phòng", "Phòng Hành chính – Tổ chức", "Các phòng, ban, trung tâm", "x", "",
         "Trước ngày 31/01/2024"), Task(2, "HCTC", "*", "2024-01-30"),
        ("2", "Kiểm tra", "Kiểm tra công tác cải cách hành chính tại ít nhất 30% số đơn vị trực "
         "thuộc", "Phòng Hành chính – Tổ chức", "P. Tổng hợp", "x", "", "Quý III năm 2024"),
        Task(2, "HCTC", "TH", "2024-09-30"),
        ("3", "Tuyên truyền", "Xây dựng chuyên mục về cải cách hành chính trên Cổng Thông tin điện "
         "tử tỉnh", "Cổng TTĐT tỉnh", "Phòng HC-TC", "", "x", "Hằng năm"),
        Task(2, "CTTDT", "HCTC", "yearly", "province"),
        ("III. XÂY DỰNG VÀ PHÁT TRIỂN CHÍNH QUYỀN ĐIỆN TỬ, CHÍNH QUYỀN SỐ", *"<<<<<<<"),
        Area("7"),
        ("1", "Văn bản điện tử", "Bảo đảm 100% văn bản đi được ký số và gửi trên trục liên thông",
         "TT Tin học", "HCTC", "x", "", "Trong năm 2024"), Task(2, "TTTH", "HCTC", "2024-12-31"),
        ("2", "An toàn thông tin", "Phê duyệt hồ sơ đề xuất cấp độ an toàn hệ thống thông tin của "
         "Văn phòng", "Trung tâm Tin học tỉnh", "Cổng TTĐT", "x", "",
         "ngày 8 tháng 4 năm 2024"), Task(2, "TTTH", "CTTDT", "2024-04-08"),
        ("Ghi chú: Đơn vị chủ trì gửi báo cáo về Phòng Hành chính - Tổ chức trước ngày 05 hằng "
         "tháng.", *"<<<<<<<"),
    ],
    [("Nơi nhận:\n- Như trên;\n- Lưu: VT, HCTC.", "KT. CHÁNH VĂN PHÒNG\nPHÓ CHÁNH VĂN PHÒNG")],
))

_PAGES = Document("phan-cong-par-index.docx", (
    "Phụ lục 1: Phân công nhiệm vụ nâng cao Chỉ số PAR INDEX",
    [
        ("STT", "Tiêu chí, tiêu chí thành phần", "Điểm tối đa", "Nhiệm vụ cụ thể",
         "Đơn vị chủ trì", "Đơn vị phối hợp", "Thẩm quyền", "Thời hạn hoàn thành"),
        ("1", "Công tác chỉ đạo, điều hành cải cách hành chính", "3"), Area("1"),
        ("1.1", "Thực hiện chế độ báo cáo", "1", "Gửi báo cáo cải cách hành chính quý, 6 tháng, "
         "năm đúng thời hạn", "Phòng Hành chính - Tổ chức", "Tất cả", "Văn phòng", "Hằng quý"),
        Task(3, "HCTC", "*"),
        ("1.2", "Sáng kiến", "1", "Lựa chọn, đề nghị công nhận ít nhất 02 sáng kiến cải cách hành "
         "chính", "^", "Phòng Tổng hợp", "Văn phòng", "30/9/2024"),
        Task(3, "HCTC", "TH", "2024-09-30"),
        ("1.3", "Đối thoại", "1", "Tham mưu tổ chức hội nghị đối thoại giữa lãnh đạo tỉnh với "
         "người dân,", "Ban Tiếp công dân; Phòng Nội chính", "", "Cấp tỉnh", "Quý 4 năm 2024"),
        Task("Tham mưu tổ chức hội nghị đối thoại giữa lãnh đạo tỉnh với người dân, doanh nghiệp "
             "và công bố kết quả giải quyết kiến nghị", "BTCD; NC", "", "2024-12-31", "province"),
    ],
    [
        ("", "", "", "doanh nghiệp và công bố kết quả giải quyết kiến nghị", "", "", "", ""),
        ("2", "Cải cách thể chế", "3"), Area("2"),
        ("2.1", "Xây dựng văn bản", "1,5", "Thẩm tra kỹ dự thảo văn bản quy phạm pháp luật trước "
         "khi trình ký", "Phòng Nội chính", "P.KT, P.KGVX", "Văn phòng", "Thường xuyên"),
        Task(3, "NC", "KT; KGVX"),
        ("2.2", "Rà soát văn bản", "1,5", "Lập danh mục văn bản cần sửa đổi, bổ sung hoặc bãi bỏ",
         "P. Nội chính", "Sở Tư pháp", "Cấp tỉnh", "31/10/2024"),
        Task(3, "NC", "Sở Tư pháp", "2024-10-31", "province"),
    ],
    "(Tiếp theo trang trước)",
    [
        ("STT", "Tiêu chí, tiêu chí thành phần", "Điểm tối đa", "Nhiệm vụ cụ thể",
         "Đơn vị chủ trì", "Đơn vị phối hợp", "Thẩm quyền", "Thời hạn hoàn thành"),
        ("3", "Cải cách thủ tục hành chính", "2"), Area("3"),
        ("3.1", "Số hóa", "1", "Số hóa hồ sơ, kết quả giải quyết thủ tục hành chính còn hiệu lực",
         "Trung tâm Phục vụ hành chính công tỉnh", "Trung tâm Tin học", "Văn phòng",
         "6 tháng đầu năm 2024"), Task(3, "TTPVHCC", "TTTH", "2024-06-30"),
        ("^", "^", "^", "Kết nối cơ sở dữ liệu dân cư với Hệ thống một cửa điện tử",
         "Trung tâm Tin học", "", "Cấp tỉnh", "Năm 2024"),
        Task(3, "TTTH", "", "2024-12-31", "province"),
        ("3.2", "Thanh toán", "1", "Tăng tỷ lệ thanh toán trực tuyến nghĩa vụ tài chính",
         "Trung tâm Phục vụ hành chính công tỉnh", "Sở Tài chính, Sở Thông tin và Truyền thông",
         "Cấp tỉnh", "31/12/2024"),
        Task(3, "TTPVHCC", "Sở Tài chính; Sở Thông tin và Truyền thông", "2024-12-31", "province"),
        ("6", "Cải cách tài chính công", "2"), Area("6"),
        ("6.1", "Giải ngân", "2", "Theo dõi tiến độ giải ngân vốn đầu tư công, báo cáo hằng tháng",
         "Phòng Kinh tế", "Phòng Quản trị – Tài vụ", "Cấp tỉnh", "Thường xuyên"),
        Task(3, "KT", "QTTV", "period", "province"),
        ("TỔNG CỘNG", "<", "10"),
    ],
    "(*) Thời hạn có thể điều chỉnh theo chỉ đạo của Chủ tịch UBND tỉnh.",
))

_LISTS = Document("phu-luc-nhiem-vu-sipas.docx", (
    "Phụ lục II",
    "BẢNG PHÂN CÔNG NHIỆM VỤ NÂNG CAO CHỈ SỐ HÀI LÒNG (SIPAS)",
    [
        ("STT", "Nội dung", "Nhiệm vụ, giải pháp", "Đơn vị chủ trì, phối hợp", "Thẩm quyền",
         "Thời gian thực hiện"),
        ("S2.1", "Hài lòng về việc xây dựng, tổ chức thực hiện chính sách công"), Area("S2.1"),
        ("S2.1.1", "Lấy ý kiến người dân",
         "- Đăng tải dự thảo chính sách trên Cổng Thông tin điện tử\n"
         "- Tổng hợp, tiếp thu ý kiến góp ý",
         "Chủ trì: Cổng Thông tin điện tử tỉnh; Phối hợp: P. Tổng hợp", "Cấp tỉnh",
         "Thường xuyên"),
        Task("Đăng tải dự thảo chính sách trên Cổng Thông tin điện tử", "CTTDT", "TH", "period",
             "province"),
        Task("Tổng hợp, tiếp thu ý kiến góp ý", "CTTDT", "TH", "period", "province"),
        ("S2.1.2", "Thông tin chính sách",
         "a) Biên soạn tài liệu hỏi đáp dễ hiểu\nb) Phát hành bản tin mỗi quý một số\n"
         "c) Trả lời câu hỏi gửi qua Cổng",
         "Chủ trì: Phòng Khoa giáo – Văn xã\nPhối hợp: Cổng TTĐT; Phòng HCTC", "Văn phòng",
         "Quý I/2024"),
        Task("Biên soạn tài liệu hỏi đáp dễ hiểu", "KGVX", "CTTDT; HCTC", "2024-03-31"),
        Task("Phát hành bản tin mỗi quý một số", "KGVX", "CTTDT; HCTC", "2024-03-31"),
        Task("Trả lời câu hỏi gửi qua Cổng", "KGVX", "CTTDT; HCTC", "2024-03-31"),
        ("S2.2", "Hài lòng về việc cung ứng dịch vụ hành chính công"), Area("S2.2"),
        ("S2.2.1", "Tiếp cận dịch vụ",
         "+ Bố trí ghế chờ, bảng chỉ dẫn, lối đi cho người khuyết tật\n"
         "+ Công khai đường dây nóng", "Chủ trì: TTPVHCC", "Văn phòng",
         "+ Tháng 3/2024\n+ Tháng 4/2024"),
        Task("Bố trí ghế chờ, bảng chỉ dẫn, lối đi cho người khuyết tật", "TTPVHCC", "",
             "2024-03-31"),
        Task("Công khai đường dây nóng", "TTPVHCC", "", "2024-04-30"),
    ],
    "Ngoài các nhiệm vụ trên, đơn vị chủ động đề xuất giải pháp mới.",
    [
        ("STT", "Nội dung", "Nhiệm vụ, giải pháp", "Đơn vị chủ trì, phối hợp", "Thẩm quyền",
         "Thời gian thực hiện"),
        ("S2.2.2", "Công chức giải quyết công việc",
         "1. Tập huấn kỹ năng giao tiếp\n2. Luân chuyển công chức tại bộ phận một cửa\n"
         "3. Lấy phiếu đánh giá sau mỗi giao dịch",
         "- Chủ trì: P. Hành chính - Tổ chức\n- Phối hợp: TT PVHCC", "Văn phòng", "30/6/2024"),
        Task("Tập huấn kỹ năng giao tiếp", "HCTC", "TTPVHCC", "2024-06-30"),
        Task("Luân chuyển công chức tại bộ phận một cửa", "HCTC", "TTPVHCC", "2024-06-30"),
        Task("Lấy phiếu đánh giá sau mỗi giao dịch", "HCTC", "TTPVHCC", "2024-06-30"),
        ("S2.2.3", "Kết quả dịch vụ", "Rà soát, giảm thành phần hồ sơ của 20 thủ tục phổ biến",
         "Chủ trì: Phòng KSTTHC; phối hợp: Sở Nội vụ", "Cấp tỉnh", "Quý III/2024"),
        Task(2, "KSTTHC", "SNV", "2024-09-30", "province"),
        ("S2.2.4", "Tiếp nhận phản ánh",
         "Các việc cần làm:\n- Phân loại phản ánh, kiến nghị\n- Trả lời trong 05 ngày",
         "Chủ trì: Ban Tiếp công dân tỉnh; Phối hợp: P. Nội chính", "Cấp tỉnh", "Thường xuyên"),
        Task("Phân loại phản ánh, kiến nghị", "BTCD", "NC", "period", "province"),
        Task("Trả lời trong 05 ngày", "BTCD", "NC", "period", "province"),
    ],
    "CHÁNH VĂN PHÒNG",
))

_TRACKED = Document("phu-luc-papi.docx", (
    "PHỤ LỤC III. NHIỆM VỤ NÂNG CAO CHỈ SỐ PAPI",
    [
        ("TT", "Chỉ số nội dung, nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp",
         "Thời gian hoàn thành", "Sản phẩm"),
        ("1", "Tham gia của người dân ở cấp cơ sở"), Area("P1"),
        ("1.1", "Hướng dẫn thực hiện Luật Thực hiện dân chủ ở cơ sở{fn}", "P.NC",
         "UBND các huyện, thị xã, thành phố", "{-Quý I/2024-}{+Quý II/2024+}", "Văn bản"),
        Task(1, "NC", "UBNDH", "2024-06-30", ""),
        ("1.2", "Theo dõi việc lấy ý kiến người dân về {-các-}{+quy hoạch, kế hoạch sử dụng+} đất",
         "Phòng Kinh tế", "Ban Tiếp công dân", "31/12/2024", "Báo cáo"),
        Task(1, "KT", "BTCD", "2024-12-31", ""),
        ("2", "Công khai, minh bạch trong việc ra quyết định ở địa phương"), Area("P2"),
        ("2.1", "Công khai thu, chi ngân sách cấp xã trên trang thông tin điện tử{fn}",
         "Phòng Quản trị - Tài vụ, Phòng Kinh tế", "Sở Tài chính", "Hàng năm", ""),
        Task(1, "QTTV; KT", "Sở Tài chính", "yearly", ""),
        ("2.2", "Công bố khung giá đất, thông tin quy hoạch để người dân tra cứu", "^",
         "Cổng TTĐT tỉnh", "Trước 01/7/2024", ""),
        Task(1, "QTTV; KT", "CTTDT", "2024-06-30", ""),
        ("3", "Trách nhiệm giải trình với người dân"), Area("P3"),
        ("3.1", "Tham mưu lịch tiếp công dân định kỳ của Chủ tịch UBND tỉnh",
         "Ban Tiếp công dân tỉnh", "Phòng Nội chính; Phòng Tổng hợp", "Thường xuyên", "Lịch"),
        Task(1, "BTCD", "NC; TH", "period", ""),
        ("3.2", "Đôn đốc giải quyết dứt điểm các vụ khiếu nại kéo dài", "Phòng Nội chính", "",
         "30 tháng 11 năm 2024", "Báo cáo"), Task(1, "NC", "", "2024-11-30", ""),
        ("5", "Thủ tục hành chính công"), Area("P5"),
        ("5.1", "Khảo sát mức độ hài lòng khi làm thủ tục chứng thực, cấp phép xây dựng",
         "Phòng KSTTHC và Trung tâm PVHCC", "", "Quý 3/2024", "Kết quả khảo sát"),
        Task(1, "KSTTHC; TTPVHCC", "", "2024-09-30", ""),
        ("8", "Quản trị điện tử"), Area("P8"),
        ("8.1", "Nâng cấp Cổng Thông tin điện tử, bảo đảm tra cứu được trên điện thoại",
         "Cổng Thông tin điện tử", "Trung tâm Tin học tỉnh", "15/11/2024", ""),
        Task(1, "CTTDT", "TTTH", "2024-11-15", ""),
    ],
    "Nơi nhận:",
    "- Các phòng, ban, trung tâm;",
    "- Lưu: VT.",
))

_THREE = Document("ke-hoach-2024-phu-luc.docx", (
    "PHỤ LỤC I",
    "Phân công nhiệm vụ thực hiện Chỉ số PAR INDEX năm 2024",
    [
        ("Số TT", "Nội dung nhiệm vụ", "Cơ quan, đơn vị chủ trì", "Cơ quan, đơn vị phối hợp",
         "Sản phẩm", "Thời gian hoàn thành", "Thẩm quyền thực hiện"),
        ("A", "Cải cách chế độ công vụ"), Area("5"),
        ("1", "Xây dựng kế hoạch đào tạo, bồi dưỡng công chức năm 2024", "Phòng Hành chính-Tổ chức",
         "Phòng Quản trị - Tài vụ", "Kế hoạch", "Tháng 03/2024", "Văn phòng"),
        Task(1, "HCTC", "QTTV", "2024-03-31"),
        ("2", "Chấn chỉnh kỷ luật, kỷ cương; kiểm tra đột xuất việc chấp hành giờ làm việc",
         "Phòng Hành chính-Tổ chức", "Các phòng, ban, đơn vị", "Biên bản", "Thường xuyên",
         "Văn phòng"), Task(1, "HCTC", "*"),
        ("B", "Cải cách tài chính công"), Area("6"),
        ("1", "Công khai dự toán, quyết toán kinh phí được giao", "P. Quản trị – Tài vụ", "",
         "Quyết định", "Quý I/2024", "Văn phòng"), Task(1, "QTTV", "", "2024-03-31"),
        ("2", "Theo dõi các sở, ngành thực hiện cơ chế tự chủ của đơn vị sự nghiệp công lập",
         "Phòng Kinh tế, Phòng Khoa giáo - Văn xã", "Sở Tài chính", "Báo cáo", "Năm 2024",
         "Cấp tỉnh"), Task(1, "KT; KGVX", "Sở Tài chính", "2024-12-31", "province"),
    ],
    "PHỤ LỤC II",
    "Phân công nhiệm vụ thực hiện Chỉ số SIPAS năm 2024",
    [
        ("Số TT", "Nội dung nhiệm vụ", "Cơ quan, đơn vị chủ trì", "Cơ quan, đơn vị phối hợp",
         "Sản phẩm", "Thời gian hoàn thành", "Thẩm quyền thực hiện"),
        ("1", "Nhu cầu, mong đợi của người dân đối với sự phục vụ của cơ quan hành chính nhà nước"),
        Area("S3"),
        ("1.1", "Khảo sát nhu cầu của người dân khi thực hiện dịch vụ công trực tuyến",
         "TT PVHCC tỉnh", "Phòng KSTTHC", "Phiếu khảo sát", "Trước ngày 01/9/2024", "Văn phòng"),
        Task(1, "TTPVHCC", "KSTTHC", "2024-08-31"),
        ("1.2", "Tổ chức tổ công nghệ hỗ trợ người cao tuổi nộp hồ sơ", "TT PVHCC tỉnh",
         "Trung tâm Tin học; Sở Nội vụ", "", "Thường xuyên", "Văn phòng"),
        Task(1, "TTPVHCC", "TTTH; SNV"),
    ],
    "Ghi chú: phụ lục này thay thế phụ lục kèm theo Kế hoạch năm 2023.",
    "PHỤ LỤC III",
    "Phân công nhiệm vụ thực hiện Chỉ số PAPI năm 2024",
    [
        ("Số TT", "Nội dung nhiệm vụ", "Cơ quan, đơn vị chủ trì", "Cơ quan, đơn vị phối hợp",
         "Sản phẩm", "Thời gian hoàn thành", "Thẩm quyền thực hiện"),
        ("I", "KIỂM SOÁT THAM NHŨNG TRONG KHU VỰC CÔNG"), Area("P4"),
        ("1", "Kê khai, công khai tài sản, thu nhập của người có nghĩa vụ kê khai", "Phòng HC-TC",
         "", "Bản kê khai", "31 tháng 12 năm 2024", "Văn phòng"),
        Task(1, "HCTC", "", "2024-12-31"),
        ("2", "Tham mưu xử lý thông tin phản ánh về nhũng nhiễu, tiêu cực", "P.NC; Ban TCD",
         "Thanh tra tỉnh", "Văn bản", "Thường xuyên", "Cấp tỉnh"),
        Task(1, "NC; BTCD", "Thanh tra tỉnh", "period", "province"),
        ("II", "QUẢN TRỊ MÔI TRƯỜNG"), Area("P7"),
        ("1", "Đôn đốc xử lý các điểm ô nhiễm môi trường nghiêm trọng", "P.KT", "UBND cấp huyện",
         "Báo cáo", "6 tháng cuối năm 2024", "Cấp tỉnh"),
        Task(1, "KT", "UBNDH", "2024-12-31", "province"),
    ],
    [("Nơi nhận:\n- Sở Nội vụ;\n- Lưu: VT, TH.", "CHÁNH VĂN PHÒNG\n\n\nNguyễn Văn A")],
), held_back=True)
# fmt: on

WORD = (_ROMAN, _PAGES, _LISTS, _TRACKED, _THREE)
