#include "ui/query/choices.h"

#include "models/promql/functions.h"
#include "models/promql/names.h"
#include "ui/common/text.h"

#include <algorithm>

namespace checkwatch::query {

using Kind = promql::CompletionPlace::Kind;
using What = session::CompletionRequest::What;

namespace {

QString qt(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

bool begins(const QString& word, const QString& typed)
{
    return word.startsWith(typed, Qt::CaseInsensitive);
}

QString typeWord(metrics::MetricType type)
{
    switch (type) {
    case metrics::MetricType::Counter: return QStringLiteral("counter");
    case metrics::MetricType::Gauge: return QStringLiteral("gauge");
    case metrics::MetricType::Histogram:
    case metrics::MetricType::GaugeHistogram: return QStringLiteral("histogram");
    case metrics::MetricType::Summary: return QStringLiteral("summary");
    case metrics::MetricType::Info: return QStringLiteral("info");
    case metrics::MetricType::Stateset: return QStringLiteral("state set");
    case metrics::MetricType::Unknown: break;
    }
    return {};
}

QString detailOf(const session::CompletionAnswer::Choice& choice)
{
    QStringList parts;
    if (const QString type = typeWord(choice.type); !type.isEmpty())
        parts << type;
    if (choice.series > 0)
        parts << QStringLiteral("%1 series").arg(choice.series);
    if (!choice.help.empty())
        parts << common::display(choice.help, 120);
    return parts.join(QStringLiteral(" · "));
}

/// A label value between its quotes, as the language escapes it.
QString quoted(const QString& value, const promql::CompletionPlace& place, QChar following)
{
    const QChar quote = place.quote == '\0' ? QLatin1Char('"') : QLatin1Char(place.quote);
    QString text = value;
    if (quote != QLatin1Char('`')) {
        text.replace(QLatin1Char('\\'), QLatin1String("\\\\"));
        text.replace(quote, QString(QLatin1Char('\\')) + quote);
        text.replace(QLatin1Char('\n'), QLatin1String("\\n"));
    }
    if (place.quote == '\0')
        text.prepend(quote);
    return following == quote && place.quote != '\0' ? text : text + quote;
}

void addLive(const promql::CompletionPlace& place, const session::CompletionAnswer& live, QChar following,
             std::vector<Choice>& choices)
{
    const QString typed = qt(place.typed);
    for (const auto& choice : live.choices) {
        const QString raw = qt(choice.text);
        const bool label = place.kind == Kind::LabelName || place.kind == Kind::GroupingLabel;
        if (label
            && (!raw.contains(typed, Qt::CaseInsensitive)
                || std::find(place.used.begin(), place.used.end(), choice.text) != place.used.end()))
            continue;
        const QString inserted = place.kind == Kind::LabelValue ? quoted(raw, place, following) : raw;
        choices.push_back({inserted, common::display(raw), detailOf(choice)});
    }
}

/// Functions and aggregations; both are followed by parentheses.
void addCalls(const QString& typed, QChar following, std::vector<Choice>& choices)
{
    const QString open = following == QLatin1Char('(') ? QString() : QStringLiteral("(");
    const auto add = [&](std::string_view name, const QString& detail) {
        if (begins(qt(name), typed))
            choices.push_back({qt(name) + open, qt(name), detail});
    };
    for (int i = 0; i <= static_cast<int>(promql::AggregateOp::Topk); ++i)
        add(promql::nameOf(static_cast<promql::AggregateOp>(i)), QStringLiteral("aggregation"));
    for (const promql::Function& function : promql::allFunctions()) {
        if (!function.experimental)
            add(function.name, QStringLiteral("function, gives ") + qt(promql::documentedName(function.returns)));
    }
}

} // namespace

std::optional<session::CompletionRequest> requestFor(const promql::CompletionPlace& place)
{
    session::CompletionRequest request;
    request.typed = place.typed;
    request.matchers = place.matchers;
    switch (place.kind) {
    case Kind::Operand: request.what = What::Metrics; return request;
    case Kind::LabelName:
    case Kind::GroupingLabel: request.what = What::LabelNames; return request;
    case Kind::LabelValue:
        request.what = What::LabelValues;
        request.label = place.label;
        return request;
    default: return std::nullopt;
    }
}

std::vector<Choice> choicesFor(const promql::CompletionPlace& place, const session::CompletionAnswer& live,
                               QChar following)
{
    std::vector<Choice> choices;
    const QString typed = qt(place.typed);
    if (requestFor(place))
        addLive(place, live, following, choices);
    if (place.kind == Kind::Operand)
        addCalls(typed, following, choices);
    for (const std::string_view word : promql::fixedChoices(place.kind)) {
        if (begins(qt(word), typed))
            choices.push_back({qt(word), qt(word), {}});
    }
    std::stable_partition(choices.begin(), choices.end(), [&](const Choice& c) { return begins(c.shown, typed); });
    return choices;
}

bool offersItself(const promql::CompletionPlace& place)
{
    switch (place.kind) {
    case Kind::Nothing: return false;
    case Kind::Operand:
    case Kind::AfterOperand: return !place.typed.empty();
    case Kind::LabelValue: return place.quote != '\0';
    case Kind::MatchOperator: return false;
    case Kind::LabelName:
    case Kind::GroupingLabel:
    case Kind::Duration: return true;
    }
    return false;
}

} // namespace checkwatch::query
