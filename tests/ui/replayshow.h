#pragma once

#include "tests/support/scriptedreplay.h"
#include "ui/common/text.h"
#include "ui/replay/replaywindow.h"
#include "ui/replay/timelinestrip.h"

#include <QApplication>
#include <QTest>
#include <QToolButton>

#include <algorithm>

/// A replay window in front of a scripted replay, its keys, buttons and words.
namespace checkwatch::replayshow {

inline bool says(const QWidget& window, const QString& words)
{
    const auto labels = window.findChildren<common::PlainLabel*>();
    return std::ranges::any_of(
        labels, [&](const auto* label) { return label->isVisibleTo(&window) && label->plain().contains(words); });
}

inline QToolButton* button(const QWidget& window, const QString& words)
{
    for (auto* found : window.findChildren<QToolButton*>()) {
        if (found->text() == words)
            return found;
    }
    return nullptr;
}

/// A window that is shown and has the keyboard.
struct Shown
{
    explicit Shown(const scriptedsession::RecordingShape& shape = {}) : replay(shape), window(&replay)
    {
        window.resize(1280, 800);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        strip = window.findChild<replay::TimelineStrip*>();
        strip->setFocus();
    }

    void key(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QTest::keyClick(QApplication::focusWidget(), static_cast<Qt::Key>(key), modifiers);
    }
    [[nodiscard]] int xOf(base::Timestamp time) const
    {
        const auto area = strip->viewport()->width();
        for (int x = 0; x < area; ++x) {
            if (strip->timeAt(x) >= time)
                return x;
        }
        return area;
    }

    scriptedsession::ScriptedReplay replay;
    replay::ReplayWindow window;
    replay::TimelineStrip* strip = nullptr;
};

} // namespace checkwatch::replayshow
