#include "models/items/filter.h"

#include "models/base/numbers.h"
#include "models/items/filterlabels.h"
#include "models/items/filterwords.h"
#include "models/items/glob.h"
#include "models/items/natural.h"

#include <QString>

#include <algorithm>

namespace checkwatch::items {

namespace {

/// One alternative as typed, without quotes.
struct RawValue
{
    QString text;
    bool quoted = false; ///< some of it was in quotes: * in it still is a wildcard only outside of them
    bool wild = false;
    qsizetype position = 0;
};

struct RawTerm
{
    bool negated = false;
    QString key; ///< empty: text
    qsizetype keyPosition = 0;
    std::vector<RawValue> values;
};

/// Reads one term at `at`, which is not blank; leaves `at` behind it.
base::Result<RawTerm> readTerm(QStringView text, qsizetype& at)
{
    RawTerm term;
    if (text[at] == u'-') {
        term.negated = true;
        ++at;
    }
    term.keyPosition = at;
    RawValue value;
    value.position = at;
    bool inQuotes = false;
    qsizetype quoteAt = 0;
    for (; at < text.size() && (inQuotes || !text[at].isSpace()); ++at) {
        const QChar c = text[at];
        if (c == u'"') {
            inQuotes = !inQuotes;
            quoteAt = at;
            value.quoted = true;
        } else if (!inQuotes && c == u':' && term.key.isEmpty() && !value.quoted && term.values.empty()) {
            if (value.text.isEmpty())
                return errorAt(at, QStringLiteral("a key is missing before the colon"));
            term.key = value.text.toLower();
            value = {.text = {}, .position = at + 1};
        } else if (!inQuotes && c == u',') {
            term.values.push_back(value);
            value = {.text = {}, .position = at + 1};
        } else {
            value.wild = value.wild || (c == u'*' && !inQuotes);
            value.text += c;
        }
    }
    if (inQuotes)
        return errorAt(quoteAt, QStringLiteral("the closing quote is missing"));
    term.values.push_back(value);
    return term;
}

base::Result<FilterKey> keyOf(const RawTerm& term)
{
    if (term.key.isEmpty())
        return FilterKey::Text;
    if (const auto key = filterKeyFromName(term.key.toStdString()))
        return *key;
    QStringList names;
    for (const FilterKeyName& known : filterKeys())
        names += QString::fromLatin1(known.name.data(), static_cast<qsizetype>(known.name.size()));
    return errorAt(term.keyPosition,
                   QStringLiteral("unknown key \"%1\"; keys are %2; put text with a colon in quotes")
                       .arg(term.key.left(40), names.join(QStringLiteral(", "))));
}

base::Result<FilterValue> wordValue(FilterKey key, const RawTerm& term, const RawValue& raw)
{
    FilterValue value;
    const std::string pattern = raw.text.toLower().toStdString();
    QStringList known;
    for (const FilterWord& word : filterWords(key)) {
        known += QString::fromLatin1(word.word.data(), static_cast<qsizetype>(word.word.size()));
        if (globMatches(pattern, word.word))
            value.mask |= word.mask;
    }
    if (value.mask == 0) {
        return errorAt(raw.position,
                       QStringLiteral("%1: does not know \"%2\"; it knows %3")
                           .arg(term.key, raw.text.left(40), known.join(QStringLiteral(", "))));
    }
    return value;
}

base::Result<FilterValue> numberValue(const RawTerm& term, const RawValue& raw)
{
    FilterValue value;
    std::string digits = raw.text.toStdString();
    const auto strip = [&](std::string_view prefix, FilterCompare compare) {
        if (digits.rfind(prefix, 0) != 0)
            return false;
        value.compare = compare;
        digits.erase(0, prefix.size());
        return true;
    };
    strip(">=", FilterCompare::GreaterEqual) || strip("<=", FilterCompare::LessEqual)
        || strip(">", FilterCompare::Greater) || strip("<", FilterCompare::Less);
    const auto number = base::parseFloat(digits);
    if (!number) {
        return errorAt(
            raw.position,
            QStringLiteral("%1: takes a number such as 0, >5 or <=10, not \"%2\"").arg(term.key, raw.text.left(40)));
    }
    value.number = *number;
    return value;
}

base::Result<FilterValue> valueOf(FilterKey key, const RawTerm& term, const RawValue& raw)
{
    if (raw.text.isEmpty()) {
        const QString what = term.key.isEmpty() ? QStringLiteral("text is missing")
                                                : QStringLiteral("%1: needs a value").arg(term.key);
        return errorAt(raw.position, what);
    }
    if (!filterWords(key).empty())
        return wordValue(key, term, raw);
    if (key >= FilterKey::Code)
        return numberValue(term, raw);
    FilterValue value;
    value.pattern = raw.text.toStdString();
    std::transform(value.pattern.begin(), value.pattern.end(), value.pattern.begin(), lowered);
    value.wild = raw.wild;
    if (key == FilterKey::Text && value.wild)
        value.pattern = '*' + value.pattern + '*';
    return value;
}

} // namespace

base::Result<Filter> Filter::parse(QStringView text)
{
    return parse(text, false);
}

base::Result<Filter> Filter::parseNames(QStringView text)
{
    return parse(text, true);
}

base::Result<Filter> Filter::parse(QStringView text, bool namesAlone)
{
    Filter filter;
    qsizetype at = 0;
    while (true) {
        while (at < text.size() && text[at].isSpace())
            ++at;
        if (at == text.size())
            return filter;
        auto label = readLabelTerm(text, at);
        if (!label)
            return std::move(label).error();
        if (*label) {
            filter.m_labels.push_back(std::move(**label));
            continue;
        }
        const auto raw = readTerm(text, at);
        if (!raw)
            return raw.error();
        const auto key = keyOf(*raw);
        if (!key)
            return key.error();
        if (namesAlone && *key > FilterKey::Job) {
            return errorAt(raw->keyPosition,
                           QStringLiteral("%1: goes by what happens; here only names count: backend, server, exporter, "
                                          "job, text and labels of exporters such as env=\"prod\"")
                               .arg(raw->key.left(40)));
        }
        FilterTerm term{.key = *key, .negated = raw->negated, .values = {}};
        for (const RawValue& rawValue : raw->values) {
            auto value = valueOf(*key, *raw, rawValue);
            if (!value)
                return value.error();
            term.values.push_back(std::move(*value));
        }
        filter.m_looksAtAlerts = filter.m_looksAtAlerts || *key == FilterKey::Alert;
        (*key <= FilterKey::Job ? filter.m_names : filter.m_values).push_back(std::move(term));
    }
}

} // namespace checkwatch::items
