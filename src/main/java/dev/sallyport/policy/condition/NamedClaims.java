package dev.sallyport.policy.condition;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The claims that a condition asks for by name: {@code principal.claims.a}, {@code principal.claims["a"]}, {@code "a" in principal.claims}. */
final class NamedClaims {
    // as the language calls its operators. Source: cel-spec, standard definitions
    private static final String INDEX = "_[_]";
    private static final String IN = "@in";

    private NamedClaims() {}

    /** Their names; {@link Condition#ALL_CLAIMS} among them where it asks for the claims in any other way. */
    static Set<String> of(CelAbstractSyntaxTree ast) {
        Set<String> names = new HashSet<>();
        CelNavigableAst.fromAst(ast)
                .getRoot()
                .allNodes()
                .filter(NamedClaims::isClaims)
                .forEach(node -> names.add(
                        node.parent().flatMap(parent -> name(node, parent)).orElse(Condition.ALL_CLAIMS)));
        return Set.copyOf(names);
    }

    private static boolean isClaims(CelNavigableExpr node) {
        if (node.getKind() != CelExpr.ExprKind.Kind.SELECT) {
            return false;
        }
        CelExpr.CelSelect select = node.expr().select();
        return select.field().equals("claims")
                && select.operand().getKind() == CelExpr.ExprKind.Kind.IDENT
                && select.operand().ident().name().equals("principal");
    }

    private static Optional<String> name(CelNavigableExpr claims, CelNavigableExpr parent) {
        CelExpr above = parent.expr();
        if (above.getKind() == CelExpr.ExprKind.Kind.SELECT) {
            return Optional.of(above.select().field());
        }
        if (above.getKind() != CelExpr.ExprKind.Kind.CALL) {
            return Optional.empty();
        }
        List<CelExpr> arguments = above.call().args();
        String function = above.call().function();
        boolean index = function.equals(INDEX);
        if (arguments.size() != 2 || (!index && !function.equals(IN))) {
            return Optional.empty();
        }
        CelExpr of = arguments.get(index ? 0 : 1);
        CelExpr key = arguments.get(index ? 1 : 0);
        return of.id() == claims.id()
                        && key.getKind() == CelExpr.ExprKind.Kind.CONSTANT
                        && key.constant().getKind() == CelConstant.Kind.STRING_VALUE
                ? Optional.of(key.constant().stringValue())
                : Optional.empty();
    }
}
