namespace MLNetBert.Resampling;

/// <summary>
/// The classes of rows as the numbers that samplers and metrics take: the column's own if all fit (a key's number, 0 or 1 for a truth
/// value), else places in ascending order, from 0.
/// </summary>
internal sealed class ClassLabels
{
    private readonly Dictionary<ClassValue, int> _places = [];
    private readonly List<int> _rows = [];

    public void Add(ClassValue value)
    {
        if (!_places.TryGetValue(value, out int place))
            _places.Add(value, place = _places.Count);
        _rows.Add(place);
    }

    /// <summary>The label of each added row, and the value behind each label.</summary>
    public (int[] Labels, Dictionary<int, ClassValue> Values) Number()
    {
        ClassValue[] sorted = _places.Keys.Order().ToArray();
        bool own = sorted.All(value => value.Text == null && value.Number >= int.MinValue && value.Number <= int.MaxValue);
        int[] labels = new int[_places.Count];
        var values = new Dictionary<int, ClassValue>();
        for (int i = 0; i < sorted.Length; i++)
        {
            int label = own ? (int)sorted[i].Number : i;
            labels[_places[sorted[i]]] = label;
            values[label] = sorted[i];
        }

        return ([.. _rows.Select(place => labels[place])], values);
    }
}
