/// Something wrong with one value; the place is known by whoever reads it. Quotes nothing of the value.
struct ConfigurationFault: Error {
    /// What to do, to go on from "this key …".
    var remedy: String

    init(_ remedy: String) { self.remedy = remedy }
}
