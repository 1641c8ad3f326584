package dev.sallyport.cli.exit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What files do to a command is said in words, with a stable name and exit code, and is told from a bug. */
final class FileFailureTest {
    @TempDir
    private Path folder;

    private static void expect(String error, int code, String begin, Executable failing) {
        expect(error, code, begin, assertThrows(Exception.class, failing));
    }

    private static void expect(String error, int code, String begin, Exception failed) {
        CommandFailure failure = FileFailure.of(failed).orElseThrow();
        JsonNode json = JsonMapper.shared().readTree(failure.json());
        assertEquals(error, json.path("error").asString(), failure.json());
        assertEquals(code, failure.exitCode(), failure.json());
        String said = String.valueOf(failure.getMessage());
        assertTrue(
                said.startsWith(begin + " ")
                        && said.contains("; ")
                        && said.lines().count() == 1,
                said);
    }

    @Test
    void whatTheSystemRefusesIsSaidWithItsPath() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        Path absent = folder.resolve("no/file");
        expect("no-file", 3, absent.toString(), () -> Files.readString(absent));
        expect("no-file", 3, absent.toString(), () -> new RandomAccessFile(absent.toFile(), "rw").close());
        expect("exists", 2, file.toString(), () -> Files.createDirectory(file));
        expect("not-a-folder", 2, file + "/below", () -> Files.readString(file.resolve("below")));
        expect("is-a-folder", 2, folder.toString(), () -> new RandomAccessFile(folder.toFile(), "rw").close());
        expect("is-a-folder", 2, "a file that is needed", () -> Files.readString(folder));
        expect("no-space", 3, "a file that is needed", () -> Files.writeString(Path.of("/dev/full"), "x"));
        expect("io", 3, folder.toString(), () -> Files.delete(folder));
        String longName = folder.resolve("n".repeat(300)).toString();
        expect("io", 3, longName, () -> Files.writeString(Path.of(longName), ""));
    }

    @Test
    void whatAnOwnerOfTheMachineNeverMeetsIsSaidToo() {
        expect("no-access", 2, "/f", new AccessDeniedException("/f"));
        expect("not-a-folder", 2, "/f", new NotDirectoryException("/f"));
        expect("no-access", 2, "/f", new FileSystemException("/f", null, "Operation not permitted"));
        expect("read-only", 2, "/f", new FileSystemException("/f", null, "Read-only file system"));
        expect("no-space", 3, "/f", new FileSystemException("/f", null, "No space left on device"));
        expect("no-space", 3, "/f", new FileSystemException("/f", null, "Disk quota exceeded"));
        expect("io", 3, "/f", new FileSystemException("/f", null, "Input/output error"));
    }

    @Test
    void whatIsWrappedCountsAndABugDoesNot() {
        AccessDeniedException refused = new AccessDeniedException("/f");
        expect("no-access", 2, "/f", new UncheckedIOException(refused));
        expect("no-access", 2, "/f", new DirectoryIteratorException(refused));
        assertEquals(Optional.empty(), FileFailure.of(new IllegalStateException("/f")));
        assertEquals(Optional.empty(), FileFailure.of(new ClosedChannelException()));
    }

    @Test
    void whatWeSayOurselvesIsSaidAsItIsAndNothingSpeaksToATerminal() {
        CommandFailure own =
                FileFailure.of(new IOException("the store is busy")).orElseThrow();
        assertEquals("the store is busy", own.getMessage());
        assertEquals(3, own.exitCode());
        expect("no-access", 2, "/a b", new AccessDeniedException("/a\u001b\nb"));
    }
}
