package dev.sallyport.cli.audit;

import dev.sallyport.ledger.verify.Report;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A ledger and what was found of it.
 *
 * @param folder where it is
 * @param origin the name that its checkpoint gives it, which may be forged
 * @param report what was found
 */
record VerifiedLedger(Path folder, Optional<String> origin, Report report) {}
