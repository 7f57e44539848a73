internal import Core

extension WhatsAppConnector {
    /// What Meta takes as a file (Meta, Cloud API, media reference, supported media types). Uploads live 30 days.
    static let media = Capabilities.MediaRules(
        .linkOrUpload,
        rules: [
            .image: Capabilities.MediaRules.Rule(
                types: ["image/jpeg", "image/png"], largest: 5 << 20, sentence: "WhatsApp takes JPEG and PNG pictures of up to 5 MB."),
            .video: Capabilities.MediaRules.Rule(
                types: ["video/mp4", "video/3gpp"], largest: 16 << 20, sentence: "WhatsApp takes MP4 and 3GPP videos of up to 16 MB."),
            .audio: Capabilities.MediaRules.Rule(
                types: ["audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"], largest: 16 << 20,
                sentence: "WhatsApp takes AAC, AMR, MP3, MP4 and Ogg Opus audio of up to 16 MB."),
            .sticker: Capabilities.MediaRules.Rule(
                types: ["image/webp"], largest: 500 << 10, sentence: "WhatsApp takes WebP stickers of up to 500 KB."),
            .document: Capabilities.MediaRules.Rule(
                types: documentTypes, largest: 100 << 20,
                sentence: "WhatsApp takes text, PDF, Word, Excel and PowerPoint documents of up to 100 MB."),
        ], uploadLife: .hours(24 * 30))

    private static let documentTypes: Set<String> = [
        "text/plain", "application/pdf", "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ]
}
