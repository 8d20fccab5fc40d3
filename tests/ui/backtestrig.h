#pragma once

#include "tests/support/scriptedreview.h"
#include "ui/common/text.h"
#include "ui/review/backtestwindow.h"
#include "ui/review/rowstable.h"
#include "ui/review/verdictstrip.h"

#include <QPointer>
#include <QPushButton>
#include <QTest>

#include <algorithm>

/// A backtest's window over an invented hour, for its tests.
namespace checkwatch::backtestrig {

using replay::NamedSpan;
using review::BacktestWindow;
using scriptedsession::scriptedBacktest;

inline session::RecordingFacts hour()
{
    session::RecordingFacts facts;
    facts.name = "night.cwrec";
    facts.from = scriptedBacktest(0).backtest.start;
    facts.to = facts.from + std::chrono::hours{1};
    facts.scrapeInterval = std::chrono::seconds{5};
    return facts;
}

/// A window over an hour, asked for and shown.
struct Shown
{
    explicit Shown(const session::RecordingFacts& facts = hour(), std::vector<NamedSpan> spans = {})
    {
        auto made = std::make_unique<scriptedsession::ScriptedReview>(facts);
        review = made.get();
        spans.insert(spans.begin(), NamedSpan{NamedSpan::Kind::Whole, QStringLiteral("Whole recording")});
        window = new BacktestWindow(std::move(made), {facts.from, facts.to, facts.from, common::Zone::Utc},
                                    std::move(spans), nullptr);
        window->show();
        window->activateWindow();
        [[maybe_unused]] const bool active = QTest::qWaitForWindowActive(window);
        strip = window->findChild<review::VerdictStrip*>();
    }
    ~Shown() { delete window.data(); }
    Shown(const Shown&) = delete;
    Shown& operator=(const Shown&) = delete;

    [[nodiscard]] bool says(const QString& words) const
    {
        const auto labels = window->findChildren<common::PlainLabel*>();
        return std::ranges::any_of(labels, [&words](const auto* label) { return label->plain().contains(words); });
    }
    [[nodiscard]] QPushButton* button(const QString& words) const
    {
        const auto all = window->findChildren<QPushButton*>();
        const auto found
            = std::ranges::find_if(all, [&words](const QPushButton* each) { return each->text() == words; });
        return found == all.end() ? nullptr : *found;
    }
    template <typename Widget>
    [[nodiscard]] Widget* named(const QString& name) const
    {
        const auto all = window->findChildren<Widget*>();
        const auto found
            = std::ranges::find_if(all, [&name](const Widget* each) { return each->accessibleName() == name; });
        return found == all.end() ? nullptr : *found;
    }
    [[nodiscard]] QString cell(const QString& table, int row, int column) const
    {
        return named<review::RowsTable>(table)->rows().index(row, column).data().toString();
    }

    scriptedsession::ScriptedReview* review = nullptr; ///< of the window
    QPointer<BacktestWindow> window;
    review::VerdictStrip* strip = nullptr;
};

} // namespace checkwatch::backtestrig
