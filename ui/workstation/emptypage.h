#pragma once

#include <QWidget>

class QLineEdit;
class QPushButton;

namespace checkwatch::common {
class PlainLabel;
}

namespace checkwatch::workstation {

/// What the window shows while it watches nothing, and when somebody wants to watch more: the three ways to begin. GUI
/// thread.
class EmptyPage : public QWidget
{
    Q_OBJECT

public:
    explicit EmptyPage(QWidget* parent = nullptr);

    /// Whether there is something to go back to, by the button or Escape.
    void setReturn(bool possible);
    void focusAddress();

Q_SIGNALS:
    void demoRequested();
    /// As typed: host:port or a URL; checked by whoever takes it.
    void exporterRequested(QString address);
    void openRequested();
    void returnRequested();

private:
    void add();

    QLineEdit* m_address;
    common::PlainLabel* m_title;
    QPushButton* m_back;
};

} // namespace checkwatch::workstation
