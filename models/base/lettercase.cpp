#include "models/base/lettercase.h"

#include "models/base/utf8.h"

#include <bit>
#include <cstdint>
#include <cwctype>

#include <locale.h>

namespace checkwatch::base {
namespace {

using Change = std::wint_t (*)(std::wint_t, locale_t);

/// Unicode's simple mappings, as the C library has them; where it has no such locale, ASCII's.
locale_t unicode()
{
    static const locale_t locale = [] {
        const locale_t wanted = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
        return wanted != nullptr ? wanted : newlocale(LC_CTYPE_MASK, "C", nullptr);
    }();
    return locale;
}

void append(std::string& out, std::uint32_t rune)
{
    if (rune < 0x80) {
        out += static_cast<char>(rune);
        return;
    }
    const int more = rune < 0x800 ? 1 : rune < 0x10000 ? 2 : 3;
    const std::uint32_t lead = 0xff00U >> static_cast<unsigned>(more + 1) & 0xffU;
    out += static_cast<char>(lead | rune >> static_cast<unsigned>(6 * more));
    for (int i = more - 1; i >= 0; --i) {
        out += static_cast<char>(0x80U | (rune >> static_cast<unsigned>(6 * i) & 0x3fU));
    }
}

std::string changed(std::string_view text, Change change)
{
    const bool whole = isValidUtf8(text);
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        std::uint32_t rune = static_cast<unsigned char>(text[at++]);
        if (rune >= 0x80 && !whole) {
            out += text[at - 1];
            continue;
        }
        if (rune >= 0x80) {
            const int more = std::countl_one(static_cast<std::uint8_t>(rune)) - 1;
            rune &= 0x3fU >> static_cast<unsigned>(more);
            for (int i = 0; i < more; ++i) {
                rune = rune << 6U | (static_cast<unsigned char>(text[at++]) & 0x3fU);
            }
        }
        append(out, change(rune, unicode()));
    }
    return out;
}

} // namespace

std::string lowered(std::string_view text)
{
    return changed(text, towlower_l);
}

std::string raised(std::string_view text)
{
    return changed(text, towupper_l);
}

} // namespace checkwatch::base
