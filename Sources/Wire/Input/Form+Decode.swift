package import Core
internal import JSONKit

extension FormContent {
    /// Reads a form. Names must differ, so that answers can be told apart.
    init(_ field: FieldReader) throws(WireProblem) {
        guard let elements = try field["fields"].elements(FieldLimit.formFields) else { throw field["fields"].problem("is missing") }
        var fields: [FormQuestion] = []
        var names: Set<String> = []
        for element in elements {
            let field = try FormQuestion(element)
            guard names.insert(field.name).inserted else { throw element["name"].problem("must be unique in the form") }
            fields.append(field)
        }
        self.init(
            fields, blocksChatInput: try field["blockChatInput"].flag() ?? false, isSubmitted: try field["submitted"].flag() ?? false)
    }
}

extension FormQuestion {
    fileprivate init(_ field: FieldReader) throws(WireProblem) {
        let type = try field.formFieldType()
        let size = try field.size()
        let kind: Kind
        switch type {
        case .email: kind = .email
        case .text:
            let format = try field["format"].word(TextRule.Format.allCases.map(\.rawValue)).flatMap { TextRule.Format(rawValue: $0) }
            kind = .text(TextRule(size: size ?? 1...128, format: format))
        case .select:
            guard let elements = try field["options"].elements(FieldLimit.formOptions) else { throw field["options"].problem("is missing") }
            kind = .select(try elements.formOptions(), size: size)
        }
        self.init(
            kind, name: try field["name"].requiredText(limit: FieldLimit.title),
            label: try field["label"].requiredText(limit: FieldLimit.title),
            placeholder: try field["placeholder"].text(limit: FieldLimit.title))
    }
}

extension FormResponse {
    /// Reads answers, as the browser of a web chat sends them and as they are stored.
    package init(_ field: FieldReader) throws(WireProblem) {
        guard let elements = try field["fields"].elements(FieldLimit.formFields) else { throw field["fields"].problem("is missing") }
        var answers: [Answer] = []
        for element in elements { answers.append(try Answer(element)) }
        self.init(answers)
    }
}

extension FormResponse.Answer {
    fileprivate init(_ field: FieldReader) throws(WireProblem) {
        let value: Value
        switch try field.formFieldType() {
        case .text: value = .text(try field["text"].requiredText(limit: FieldLimit.formText))
        case .email: value = .email(try field["email"].requiredText(limit: FieldLimit.title))
        case .select:
            guard let elements = try field["select"].elements(FieldLimit.formOptions) else { throw field["select"].problem("is missing") }
            value = .select(try elements.formOptions())
        }
        self.init(
            value, name: try field["name"].requiredText(limit: FieldLimit.title),
            label: try field["label"].requiredText(limit: FieldLimit.title))
    }
}

extension FieldReader {
    fileprivate func formFieldType() throws(WireProblem) -> FormFieldType {
        try requireObject()
        guard let type = try self["type"].word(FormFieldType.allCases.map(\.rawValue)).flatMap({ FormFieldType(rawValue: $0) }) else {
            throw self["type"].problem("is missing")
        }
        return type
    }

    /// `minSize` and `maxSize`; nil when neither is there.
    fileprivate func size() throws(WireProblem) -> ClosedRange<Int>? {
        let smallest = try self["minSize"].integer(in: FieldLimit.formSize)
        let largest = try self["maxSize"].integer(in: FieldLimit.formSize)
        if smallest == nil, largest == nil { return nil }
        let lower = smallest ?? 1
        let upper = largest ?? max(lower, 128)
        guard lower <= upper else { throw self["maxSize"].problem("must not be less than minSize") }
        return lower...upper
    }

    /// An integer within `range`; nil when absent.
    package func integer(in range: ClosedRange<Int>) throws(WireProblem) -> Int? {
        guard isPresent else { return nil }
        guard let number = json.int else { throw problem("must be an integer") }
        guard let number = Int(exactly: number), range.contains(number) else {
            throw problem("must be from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}

extension [FieldReader] {
    fileprivate func formOptions() throws(WireProblem) -> [FormOption] {
        var options: [FormOption] = []
        for field in self {
            try field.requireObject()
            options.append(
                FormOption(
                    name: try field["name"].requiredText(limit: FieldLimit.title),
                    label: try field["label"].requiredText(limit: FieldLimit.title)))
        }
        return options
    }
}
