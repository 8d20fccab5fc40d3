#pragma once

#include <QList>
#include <QStackedWidget>

class QJsonObject;
class QSplitter;

namespace checkwatch::common {
class Panel;
}
namespace checkwatch::query {
class QueryPane;
}

namespace checkwatch::workstation {

/// The lower part of the middle: the chart of failures, or the query pane in its place. Each has a height of its own, so
/// that going there and back leaves everything as it was. GUI thread.
class ChartOrQuery : public QStackedWidget
{
    Q_OBJECT

public:
    /// `chart` becomes its child; `middle` is the splitter this will stand in, below one other widget.
    ChartOrQuery(common::Panel* chart, QSplitter* middle, QWidget* parent = nullptr);

    [[nodiscard]] query::QueryPane* query() const { return m_query; }
    [[nodiscard]] bool queryOpen() const { return currentIndex() == 1; }
    /// Opens the query pane, or goes to its editor, or, from inside, back to the chart.
    void toggleQuery();
    void openQuery();
    void closeQuery();
    /// The two heights in the middle while nobody has chosen others.
    [[nodiscard]] QList<int> sharesOf(int height) const;
    /// Of the page that is shown, not of the larger one.
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] QJsonObject save() const;
    void restore(const QJsonObject& state);

Q_SIGNALS:
    void queryClosed();

private:
    void showPage(int page);

    QSplitter* m_middle;
    query::QueryPane* m_query;
    QList<int> m_otherSizes; ///< of the middle while the other page is shown; empty: not chosen yet
};

} // namespace checkwatch::workstation
