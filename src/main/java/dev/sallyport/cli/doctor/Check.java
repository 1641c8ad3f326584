package dev.sallyport.cli.doctor;

import java.util.List;
import java.util.concurrent.Callable;

/**
 * One question to this machine or another; it runs beside others and may hang.
 *
 * @param where what it is about
 * @param unanswered what is found where it hangs or cannot be asked
 * @param look asks, and says what it found
 */
record Check(String where, Code unanswered, Callable<List<Finding>> look) {}
