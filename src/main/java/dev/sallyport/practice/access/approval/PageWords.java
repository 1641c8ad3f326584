package dev.sallyport.practice.access.approval;

import java.util.List;
import java.util.Locale;

/** The words of the page in one language; none of them comes from outside. */
record PageWords(
        String lang,
        String title,
        String unknown,
        String who,
        String client,
        String what,
        String arguments,
        String since,
        String until,
        String why,
        String changed,
        String people,
        String how,
        String policy,
        String code,
        String scope,
        String once,
        String session,
        String always,
        String tool,
        String accepts,
        String approve,
        String deny,
        String given,
        String more,
        String denied,
        String wrong,
        String twice,
        String otherScope,
        String noSession,
        String foreign) {
    private static final int HEADER_CHARS_MAX = 256;

    private static final PageWords ENGLISH = new PageWords(
            "en",
            "Approval",
            "Nothing waits here: the request was decided, is over, or never was.",
            "Who",
            "Program",
            "Wants to use",
            "With",
            "Since",
            "Until",
            "Held by the statement",
            "Another definition than at first use, since",
            "People who have to agree",
            "Only the owner of this gateway decides. Run this on its machine; it shows the request once more, and a code:",
            "Or let it be permitted always, by a statement of the policy:",
            "Code",
            "Approve for",
            "this call, once",
            "every call of this tool in this session",
            "every call with these arguments",
            "every call of this tool for an hour",
            "(this accepts its new definition for good)",
            "Approve",
            "Deny",
            "Approved. The program may call again now.",
            "Noted. Somebody else has to agree too.",
            "Denied.",
            "This is no code for this request. After five wrong ones only the command can decide.",
            "You have agreed already. Somebody else has to.",
            "Whoever agreed before chose something else to approve it for; choose the same.",
            "The request came in no session; choose something else to approve it for.",
            "This form was not sent from this page.");

    private static final PageWords CHINESE = new PageWords(
            "zh-Hant",
            "核准",
            "這裡沒有待決的請求：已經決定、已經逾時，或從未存在。",
            "呼叫者",
            "程式",
            "想要使用",
            "引數",
            "提出時間",
            "期限",
            "由此規則暫停",
            "定義與首次使用時不同，自此時起",
            "需要同意的人數",
            "只有這個閘道的擁有者可以決定。請在閘道所在的機器上執行下列指令；它會再次顯示這個請求，並給出一組驗證碼：",
            "或者在政策中加入一條規則，從此一律允許：",
            "驗證碼",
            "核准範圍",
            "只限這一次呼叫",
            "此工作階段中對這個工具的每次呼叫",
            "引數相同的每次呼叫",
            "一小時內對這個工具的每次呼叫",
            "（並永久接受它的新定義）",
            "核准",
            "拒絕",
            "已核准。程式現在可以再次呼叫。",
            "已記錄。還需要另一個人同意。",
            "已拒絕。",
            "這不是此請求的驗證碼。錯誤五次之後，只能用指令決定。",
            "您已經同意過了，還需要另一個人。",
            "先同意的人選了別的核准範圍；請選相同的範圍。",
            "這個請求不在任何工作階段中；請選別的核准範圍。",
            "這份表單不是從這個頁面送出的。");

    /** What can be approved. */
    String scope(Scope scope) {
        return switch (scope) {
            case ONCE -> once;
            case SESSION -> session;
            case ARGUMENTS -> always;
            case TOOL -> tool;
        };
    }

    /** The words that the header field {@code Accept-Language} prefers. Source: RFC 9110 §12.5.4. */
    static PageWords of(String accepted) {
        if (accepted.isEmpty() || accepted.length() > HEADER_CHARS_MAX) {
            return ENGLISH;
        }
        try {
            List<Locale.LanguageRange> ranges = Locale.LanguageRange.parse(accepted);
            for (Locale.LanguageRange range : ranges) {
                String language = range.getRange().split("-", 2)[0];
                if (language.equals("zh") && range.getWeight() > 0) {
                    return CHINESE;
                }
                if (language.equals("en")) {
                    return ENGLISH;
                }
            }
        } catch (IllegalArgumentException _) {
            // as good as none
        }
        return ENGLISH;
    }
}
