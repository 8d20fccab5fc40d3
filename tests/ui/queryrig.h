#pragma once

#include "tests/support/scriptedscenes.h"
#include "tests/support/scriptedsession.h"
#include "ui/query/expressionedit.h"
#include "ui/query/querypane.h"

#include <QAbstractItemView>
#include <QPlainTextEdit>
#include <QStringList>
#include <QToolButton>

/// What the tests of the query pane share.
namespace checkwatch::queryrig {

/// A pane over a scene, shown and active.
struct Rig
{
    explicit Rig(scriptedsession::Scene scene = scriptedsession::Scene::Workstation);

    void type(const char* text);
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier);
    [[nodiscard]] QAbstractItemView* popup() const;
    /// What the popup offers.
    [[nodiscard]] QStringList offered() const;
    /// Null where there is none with this text.
    [[nodiscard]] QToolButton* button(const char* text) const;
    /// What a cell of the table says.
    [[nodiscard]] QString cell(int row, int column) const;

    scriptedsession::ScriptedSession session;
    query::QueryPane pane;
    query::ExpressionEdit* edit = nullptr;
};

/// The stretches with a wave under them: "begin+length".
QStringList waves(const QPlainTextEdit& edit);

} // namespace checkwatch::queryrig
