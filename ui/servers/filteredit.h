#pragma once

#include "models/fleet/snapshot.h"
#include "models/items/filter.h"

#include <QLineEdit>
#include <QTimer>

class QCompleter;
class QStringListModel;

namespace checkwatch::servers {

/// The filter's line: completes keys and values at the cursor, tells what is wrong inside the line itself, and keeps
/// the last good filter meanwhile. GUI thread.
class FilterEdit final : public QLineEdit
{
    Q_OBJECT

public:
    explicit FilterEdit(QWidget* parent = nullptr);

    /// Where names to complete come from; may be null.
    void setSnapshot(fleet::SnapshotPtr snapshot) { m_snapshot = std::move(snapshot); }
    /// Takes effect at once.
    void setFilterText(const QString& text);
    /// What is wrong with the text; empty where nothing is.
    [[nodiscard]] const QString& problem() const { return m_problem; }

Q_SIGNALS:
    /// A filter that parses; a short while after the last key.
    void filterChanged(checkwatch::items::Filter filter);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void apply();
    void offer();
    void accept(const QString& option);

    QCompleter* m_completer;     ///< a child
    QStringListModel* m_options; ///< a child
    QTimer m_pause;
    fleet::SnapshotPtr m_snapshot;
    QString m_problem;
    int m_from = 0; ///< where the word that is being completed begins
};

} // namespace checkwatch::servers
