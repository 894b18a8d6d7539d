/// A named set of files, for rules: `@executables`.
public enum AttachmentGroup: String, Hashable, Sendable, CaseIterable {
    /// Programs for Windows, DOS, macOS, Linux and Android, and what installs them; by content too.
    case executables
    /// Scripts that Windows runs when they are opened.
    case scripts
    /// `invoice.pdf.exe`, `photo.jpg    .scr`, and names with a turn of the writing direction in them.
    case doubleExtensions = "double-extensions"
    /// Names that end in a class id, which Windows hides and takes for the type.
    case classIDs = "clsids"
    /// Shortcuts and search folders: they run or fetch what they point to; by content too.
    case shortcuts
    /// Images of disks, which Windows opens as a drive without the mark that files in it came from outside; by content
    /// too.
    case diskImages = "disk-images"
    /// Office documents with macros: by name, and by what is in them.
    case macros

    /// The groups of the default rules.
    public static let defaults: [AttachmentGroup] = [
        .executables, .scripts, .doubleExtensions, .classIDs, .shortcuts, .diskImages,
    ]

    /// Whether a file belongs to it.
    func contains(_ file: CarriedFile) -> Bool {
        switch self {
        case .doubleExtensions: return file.names.contains(where: Self.hasDoubleExtension)
        case .classIDs: return file.names.contains(where: Self.holdsClassID)
        default: break
        }
        return !file.extensions.isDisjoint(with: extensions) || types.contains(file.detectedType)
            || types.contains(file.declaredType) || self == .macros && Self.isMacroStore(file)
    }

    private var extensions: Set<String> {
        switch self {
        case .executables: Self.executableExtensions
        case .scripts: Self.scriptExtensions
        case .shortcuts: Self.shortcutExtensions
        case .diskImages: Self.diskImageExtensions
        case .macros: Self.macroExtensions
        case .doubleExtensions, .classIDs: []
        }
    }

    private var types: Set<String> {
        switch self {
        case .executables: Self.executableTypes
        case .scripts: Self.scriptTypes
        case .shortcuts: Self.shortcutTypes
        case .diskImages: Self.diskImageTypes
        case .macros: Self.macroTypes
        case .doubleExtensions, .classIDs: []
        }
    }

    // Sources: Microsoft's list of extensions that Outlook blocks; amavis' README.banned; Google's list of types that
    // Gmail blocks.

    private static let executableExtensions: Set<String> = [
        "apk", "app", "appinstaller", "appx", "appxbundle", "bpl", "com", "cpl", "dll", "drv", "exe", "gadget", "jar",
        "jnlp", "msi",
        "msix", "msixbundle", "msp", "mst", "msu", "ocx", "pif", "scr", "sys", "vxd", "xbap", "xll",
    ]
    private static let executableTypes: Set<String> = [
        "application/vnd.android.package-archive", "application/vnd.microsoft.portable-executable",
        "application/x-dosexec", "application/x-executable", "application/x-mach-binary",
        "application/x-ms-installer", "application/x-msdos-program", "application/x-msdownload", "application/x-msi",
    ]
    private static let scriptExtensions: Set<String> = [
        "bas", "bat", "chm", "cmd", "hlp", "hta", "inf", "ins", "isp", "js", "jse", "msc", "msh",
        "msh1", "msh1xml", "msh2", "msh2xml", "mshxml", "ps1", "ps1xml", "ps2", "ps2xml", "psc1", "psc2", "psd1",
        "psm1", "pyw", "pyz", "pyzw", "reg", "scf", "sct", "shb", "shs", "vb", "vbe", "vbp", "vbs", "vbscript",
        "vsmacros", "ws", "wsc", "wsb", "wsf", "wsh",
    ]
    private static let scriptTypes: Set<String> = [
        "application/hta", "application/vnd.ms-htmlhelp", "text/vbs", "text/vbscript", "text/scriptlet",
    ]
    private static let shortcutExtensions: Set<String> = [
        "appcontent-ms", "appref-ms", "application", "desktop", "diagcab", "diagcfg", "diagpkg", "library-ms", "lnk",
        "printerexport", "rdp", "search-ms",
        "searchconnector-ms", "settingcontent-ms", "theme", "themepack", "url", "webpnp", "website", "xnk",
    ]
    private static let shortcutTypes: Set<String> = ["application/x-ms-shortcut"]
    private static let diskImageExtensions: Set<String> = [
        "daa", "dmg", "img", "iso", "udf", "vhd", "vhdx", "vmdk", "wim",
    ]
    private static let diskImageTypes: Set<String> = [
        "application/x-apple-diskimage", "application/x-cd-image", "application/x-iso9660-image",
        "application/x-raw-disk-image", "application/x-udf-image", "application/x-ms-wim",
        "application/x-virtual-disk", "application/x-squashfs-image",
    ]
    private static let macroExtensions: Set<String> = [
        "docm", "dotm", "potm", "ppam", "ppsm", "pptm", "sldm", "xla", "xlam", "xlsb", "xlsm", "xltm", "xlm",
    ]
    private static let macroTypes: Set<String> = [
        "application/vnd.ms-excel.addin.macroenabled.12", "application/vnd.ms-excel.macrosheet+xml",
        "application/vnd.ms-excel.sheet.macroenabled.12",
        "application/vnd.ms-excel.template.macroenabled.12",
        "application/vnd.ms-powerpoint.addin.macroenabled.12",
        "application/vnd.ms-powerpoint.presentation.macroenabled.12",
        "application/vnd.ms-powerpoint.slideshow.macroenabled.12",
        "application/vnd.ms-word.document.macroenabled.12", "application/vnd.ms-word.template.macroenabled.12",
    ]

    /// Where Office keeps macros, as files of the document's archive.
    private static func isMacroStore(_ file: CarriedFile) -> Bool {
        file.parent != nil && file.names.contains { macroStores.contains($0) }
    }

    private static let macroStores: Set<[Unicode.Scalar]> = [
        Array("vbaproject.bin".unicodeScalars), Array("_vba_project".unicodeScalars),
        Array("excel 4.0 macro sheet".unicodeScalars),
    ]

    /// An extension of up to five letters and digits, a letter among them, before one that runs; spaces between do not
    /// count.
    private static func hasDoubleExtension(_ name: [Unicode.Scalar]) -> Bool {
        if name.contains(where: { (0x202A...0x202E).contains($0.value) || (0x2066...0x2069).contains($0.value) }) {
            return true
        }
        guard let dot = name.lastIndex(of: ".") else { return false }
        let last = String(String.UnicodeScalarView(name[(dot + 1)...]))
        let runs =
            executableExtensions.contains(last) || scriptExtensions.contains(last)
            || shortcutExtensions.contains(last)
        guard runs else { return false }
        let front = name[..<dot].reversed().drop { $0.properties.isWhitespace || $0 == "." || $0 == "_" }
        guard let inner = front.firstIndex(of: ".") else { return false }
        let middle = front[..<inner]
        return (1...5).contains(middle.count) && middle.contains { ("a"..."z").contains($0) }
            && middle.allSatisfy { ("a"..."z").contains($0) || ("0"..."9").contains($0) }
            && front.index(after: inner) < front.endIndex
    }

    /// `{8-4-4-4-12}` in hexadecimal digits.
    private static func holdsClassID(_ name: [Unicode.Scalar]) -> Bool {
        var start = 0
        while let brace = name[start...].firstIndex(of: "{") {
            start = brace + 1
            guard start + 37 <= name.count else { return false }
            let isID = (0..<36).allSatisfy { place in
                let scalar = name[start + place]
                return [8, 13, 18, 23].contains(place)
                    ? scalar == "-" : ("0"..."9").contains(scalar) || ("a"..."f").contains(scalar)
            }
            if isID, name[start + 36] == "}" { return true }
        }
        return false
    }
}
