package dev.sallyport.policy.condition;

import com.google.common.collect.ImmutableList;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/** What conditions can do beyond CEL itself: what people otherwise write by hand with {@code startsWith}, and get wrong. */
final class Functions {
    private Functions() {}

    /** The functions as the checker knows them. */
    static List<CelFunctionDecl> declarations() {
        return List.of(
                CelFunctionDecl.newFunctionDeclaration(
                        "within",
                        CelOverloadDecl.newMemberOverload(
                                "string_within_string", SimpleType.BOOL, SimpleType.STRING, SimpleType.STRING)),
                CelFunctionDecl.newFunctionDeclaration(
                        "host",
                        CelOverloadDecl.newMemberOverload("string_host", SimpleType.STRING, SimpleType.STRING)));
    }

    /** The functions as they run. */
    static List<CelFunctionBinding> bindings() {
        return ImmutableList.of(
                CelFunctionBinding.from("string_within_string", String.class, String.class, Functions::within),
                CelFunctionBinding.from("string_host", String.class, Functions::host));
    }

    /**
     * True where an absolute path lies in a folder, or is it, after {@code .} and {@code ..} are taken out. Both have {@code /} between parts;
     * a path with a backslash, a NUL or a percent sign lies in no folder, because servers read these in more than one way.
     */
    static boolean within(String path, String folder) {
        Deque<String> inner = parts(path);
        Deque<String> outer = parts(folder);
        if (!path.startsWith("/") || !folder.startsWith("/") || isAmbiguous(path) || inner.size() < outer.size()) {
            return false;
        }
        var rest = inner.iterator();
        for (String part : outer) {
            if (!part.equals(rest.next())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAmbiguous(String path) {
        return path.indexOf('\\') >= 0 || path.indexOf('\0') >= 0 || path.indexOf('%') >= 0;
    }

    private static Deque<String> parts(String path) {
        Deque<String> parts = new ArrayDeque<>();
        for (String part : path.split("/", -1)) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return parts;
    }

    /** The host of an absolute URL in small letters; a text that is none is an error. Source: RFC 3986 §3.2.2. */
    static String host(String url) throws CelEvaluationException {
        try {
            String host = new URI(url).getHost();
            if (host != null) {
                return host.toLowerCase(Locale.ROOT);
            }
        } catch (URISyntaxException _) {
            // said below
        }
        throw new CelEvaluationException("no URL with a host");
    }
}
