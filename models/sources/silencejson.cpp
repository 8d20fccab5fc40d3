#include "models/sources/silencejson.h"

#include "models/base/timetext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <optional>
#include <unordered_map>

namespace checkwatch::sources {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

constexpr qsizetype mostSilences = 50'000;
constexpr qsizetype mostMatchers = 1'000;
constexpr qsizetype longestSilenceText = 1'024;
constexpr base::Duration longBefore = std::chrono::hours{24};

Error bad(const std::string& what)
{
    return {ErrorCode::BadInput, "the answer is not what an Alertmanager says of silences: " + what, {}};
}

Result<QJsonDocument> documentOf(std::string_view json)
{
    QJsonParseError error;
    QJsonDocument document
        = QJsonDocument::fromJson(QByteArray::fromRawData(json.data(), static_cast<qsizetype>(json.size())), &error);
    return error.error == QJsonParseError::NoError
        ? Result(std::move(document))
        : bad("no JSON, " + error.errorString().toStdString() + " at byte " + std::to_string(error.offset));
}

std::string cut(QString text)
{
    if (text.size() > longestSilenceText) {
        text.truncate(text.at(longestSilenceText - 1).isHighSurrogate() ? longestSilenceText - 1 : longestSilenceText);
    }
    return text.toStdString();
}

std::optional<base::Timestamp> timeOf(const QJsonValue& value)
{
    const std::string text = value.toString().toStdString();
    const auto time = base::parseTime(text, {});
    return time && text.find('T') != std::string::npos ? std::optional(*time) : std::nullopt;
}

/// Nothing: it is well formed, but RE2 does not know it.
Result<std::optional<metrics::Matcher>> matcherOf(const QJsonObject& object)
{
    const QJsonValue name = object[QLatin1String("name")];
    const QJsonValue value = object[QLatin1String("value")];
    const QJsonValue regex = object[QLatin1String("isRegex")];
    const QJsonValue equal = object[QLatin1String("isEqual")]; // absent before 0.22
    if (!name.isString() || !value.isString() || !regex.isBool() || !(equal.isBool() || equal.isUndefined())) {
        return bad("a matcher without name, value or isRegex");
    }
    using metrics::MatchType;
    const bool same = equal.toBool(true);
    const MatchType type = regex.toBool() ? (same ? MatchType::Regex : MatchType::NotRegex)
                                          : (same ? MatchType::Equal : MatchType::NotEqual);
    auto matcher = metrics::Matcher::create(type, name.toString().toStdString(), value.toString().toStdString(),
                                            metrics::Dot::AllButNewline);
    return matcher ? std::optional(*std::move(matcher)) : std::nullopt;
}

/// False where one of them cannot be understood here.
Result<bool> readMatchers(const QJsonValue& list, fleet::Silence& out)
{
    const QJsonArray matchers = list.toArray();
    if (matchers.isEmpty() || matchers.size() > mostMatchers) {
        return bad("a silence without matchers, or with too many");
    }
    for (const auto& each : matchers) {
        auto matcher = matcherOf(each.toObject());
        if (!matcher) {
            return std::move(matcher).error();
        }
        if (!*matcher) {
            return false;
        }
        out.matchers.push_back(**std::move(matcher));
    }
    return true;
}

bool isExpired(const QJsonObject& object)
{
    return object[QLatin1String("status")].toObject()[QLatin1String("state")].toString() == QLatin1String("expired");
}

using ById = std::unordered_map<std::string_view, const HeardSilence*>;

Result<std::optional<HeardSilence>> silenceIn(const QJsonObject& object, const ById& known)
{
    HeardSilence out;
    const QJsonValue id = object[QLatin1String("id")];
    const QJsonValue by = object[QLatin1String("createdBy")];
    const QJsonValue comment = object[QLatin1String("comment")];
    const QJsonValue state = object[QLatin1String("status")].toObject()[QLatin1String("state")];
    const auto ends = timeOf(object[QLatin1String("endsAt")]);
    const auto starts = timeOf(object[QLatin1String("startsAt")]);
    const auto updated = timeOf(object[QLatin1String("updatedAt")]);
    if (id.toString().isEmpty() || !by.isString() || !comment.isString() || !state.isString()) {
        return bad("a silence without id, createdBy, comment or status");
    }
    if (!ends || !starts || !updated) {
        return bad("a silence without startsAt, endsAt or updatedAt");
    }
    out.silence.id = cut(id.toString());
    out.silence.createdBy = cut(by.toString());
    out.silence.comment = cut(comment.toString());
    out.silence.endsAt = *ends;
    out.updatedAt = *updated;
    out.active = state.toString() == QLatin1String("active");
    out.expired = isExpired(object);
    if (out.expired) {
        return std::optional(std::move(out));
    }
    const auto same = known.find(out.silence.id);
    if (same != known.end() && same->second->updatedAt == out.updatedAt && !same->second->expired) {
        out.silence.matchers = same->second->silence.matchers;
        return std::optional(std::move(out));
    }
    const auto understood = readMatchers(object[QLatin1String("matchers")], out.silence);
    if (!understood) {
        return understood.error();
    }
    return *understood ? std::optional(std::move(out)) : std::nullopt;
}

} // namespace

Result<std::vector<HeardSilence>> silencesIn(std::string_view json, const std::vector<HeardSilence>& known)
{
    const auto document = documentOf(json);
    if (!document) {
        return document.error();
    }
    const QJsonArray list = document->array();
    const auto over = std::ranges::count_if(list, [](const QJsonValue& each) { return isExpired(each.toObject()); });
    if (!document->isArray() || list.size() - over > mostSilences) {
        return bad(document->isArray() ? "more than " + std::to_string(mostSilences) : "no list");
    }
    ById byId;
    for (const HeardSilence& each : known) {
        byId[each.silence.id] = &each;
    }
    std::vector<HeardSilence> out;
    out.reserve(static_cast<std::size_t>(list.size()));
    for (const auto& each : list) {
        auto silence = silenceIn(each.toObject(), byId);
        if (!silence) {
            return std::move(silence).error();
        }
        if (*silence) {
            out.push_back(**std::move(silence));
        }
    }
    return out;
}

QByteArray silenceText(const fleet::SilenceWish& wish, const metrics::Labels& labels, base::Timestamp now)
{
    QJsonArray matchers;
    for (const metrics::Label label : labels) {
        matchers.append(QJsonObject{
            {QStringLiteral("name"), QString::fromUtf8(label.name.data(), static_cast<int>(label.name.size()))},
            {QStringLiteral("value"), QString::fromUtf8(label.value.data(), static_cast<int>(label.value.size()))},
            {QStringLiteral("isRegex"), false},
            {QStringLiteral("isEqual"), true}});
    }
    const auto text = [](const std::string& words) { return QString::fromStdString(words); };
    return QJsonDocument(QJsonObject{{QStringLiteral("matchers"), matchers},
                                     {QStringLiteral("startsAt"), text(base::formatTime(now - longBefore))},
                                     {QStringLiteral("endsAt"), text(base::formatTime(now + wish.length))},
                                     {QStringLiteral("createdBy"), text(wish.createdBy)},
                                     {QStringLiteral("comment"), text(wish.comment)}})
        .toJson(QJsonDocument::Compact);
}

Result<std::string> silenceIdIn(std::string_view json)
{
    const auto document = documentOf(json);
    if (!document) {
        return document.error();
    }
    const QString id = document->object()[QLatin1String("silenceID")].toString();
    return id.isEmpty() ? bad("no silenceID") : Result(cut(id));
}

} // namespace checkwatch::sources
