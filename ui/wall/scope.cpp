#include "ui/wall/scope.h"

#include "ui/common/text.h"
#include "ui/wall/counted.h"

namespace checkwatch::wall {
namespace {

Grouping groupingOf(config::WallGrouping grouping)
{
    switch (grouping) {
    case config::WallGrouping::Haproxy: return Grouping::Haproxy;
    case config::WallGrouping::Backend: return Grouping::Backend;
    case config::WallGrouping::Server: return Grouping::Server;
    }
    return Grouping::Haproxy;
}

base::Result<NamedFilter> named(const config::WallFilter& filter)
{
    const QString text = QString::fromStdString(filter.text);
    auto parsed = items::Filter::parseNames(text);
    if (!parsed) {
        base::Error error = std::move(parsed).error();
        error.line = filter.line;
        return error;
    }
    return NamedFilter{text, std::move(*parsed)};
}

} // namespace

base::Result<Scope> scopeOf(const config::WallScreen& screen, const config::VerdictAlerts& alerts)
{
    auto shown = named(screen.filter);
    if (!shown) {
        return std::move(shown).error();
    }
    Scope scope{groupingOf(screen.grouping), std::move(*shown), {}, alerts};
    for (const config::WallFilter& page : screen.pages) {
        auto filter = named(page);
        if (!filter) {
            return std::move(filter).error();
        }
        scope.pages.push_back(std::move(*filter));
    }
    return scope;
}

QString Scope::words() const
{
    const QString only
        = shown.filter.empty() ? QString() : QStringLiteral("Only ") + common::display(shown.text.toStdString(), 60);
    const QString verdict = verdictRuleWords(verdictAlerts);
    return only.isEmpty() || verdict.isEmpty() ? only + verdict : only + QStringLiteral(" · ") + verdict;
}

} // namespace checkwatch::wall
